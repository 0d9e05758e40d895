/* The map's frame: fetches the outlines once, then only repaints them.
 *
 * streamlit-folium runs a short script at every change of the page. That script calls `thematicMap.show(map, spec)`:
 * outlines are fetched when their address changes, and the former map stays until they are there; otherwise a call
 * only restyles what is drawn, so that a change costs a few milliseconds and keeps zoom and place.
 */
(function () {
  "use strict";
  if (window.thematicMap) return;

  const NEAR = 7.6; // zoom from which a map of the country shows its detailed outlines
  const NOT_SHOWN = ".";
  const IGN = "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&STYLE=normal"
    + "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&FORMAT=image/png&TILEMATRIXSET=PM"
    + "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";
  let current = null; // what is drawn: spec, file, mosaic, names, figures
  let paints = 0, paintedAt = 0;

  function show(map, spec) {
    prepareFrame(map, spec);
    if (current && current.spec.geometry === spec.geometry) {
      const moved = current.spec.view !== spec.view;
      current.spec = spec;
      current.figures = null;
      if (!current.mosaic) return;
      if (moved && !current.moved) fit(map, current);
      background(map, spec);
      paint(map, current);
      pins(map, spec);
      return;
    }
    const next = { spec: spec, names: [], moved: false, pointed: -1 };
    const former = current;
    current = next;
    map.getContainer().setAttribute("aria-busy", "true");
    if (!former || !former.mosaic) notice(map, "Chargement de la carte…");
    load(spec.geometry).then(function (buffer) {
      if (current !== next) return; // the visitor already went to another map
      next.file = window.mapFile.read(buffer);
      hideTip();
      map.eachLayer(function (layer) { if (layer instanceof window.Mosaic) map.removeLayer(layer); });
      if (!next.file.head) return;
      next.ranks = shownRanks(next);
      fit(map, next);
      background(map, next.spec); // not before: it would ask for tiles of a view that nobody sees
      next.mosaic = new window.Mosaic(next.file);
      next.mosaic.addTo(map);
      notice(map, "");
      map.getContainer().removeAttribute("aria-busy");
      paint(map, next);
      places(map, next);
      pins(map, next.spec);
      draw_near(map, next);
      return load(next.spec.names).then(function (names) {
        next.names = new TextDecoder().decode(names).split("\n");
        look(next).selectedName = shortName(next);
        next.mosaic.paintTop();
        readAgain(map, next);
      });
    }).catch(function (error) {
      console.error(error);
      if (current !== next) return;
      current = null;
      map.getContainer().removeAttribute("aria-busy");
      notice(map, "La carte n’a pas pu être chargée. Le tableau donne les mêmes chiffres ; rechargez la page pour "
        + "réessayer.", true);
    });
  }

  function load(url) {
    return fetch(url).then(function (answer) {
      if (!answer.ok) throw new Error(url + " : " + answer.status);
      return answer.arrayBuffer();
    });
  }

  /* --- The frame: what does not change from one map to the next --- */

  function prepareFrame(map, spec) {
    const box = map.getContainer();
    document.documentElement.lang = "fr";
    document.title = spec.label;
    box.setAttribute("role", "application");
    box.setAttribute("aria-roledescription", "carte");
    box.setAttribute("aria-label", spec.label);
    try { window.frameElement.title = spec.label; } catch (error) { /* another origin: keep its title */ }
    fitHeight(map);
    if (map.prepared) return;
    map.prepared = true;
    describe(box);
    window.addEventListener("resize", function () { fitHeight(map); });
    if (L.Browser.mobile) map.dragging.disable(); // one finger scrolls the page, two move the map
    map.keyboard.disable(); // the arrows go from one territory to the next
    // Leaflet gives the map focus at each press; were the page to scroll for it, the click would land elsewhere.
    box.tabIndex = 0;
    box.focus = function () { HTMLElement.prototype.focus.call(box, { preventScroll: true }); };
    box.addEventListener("pointerdown", function (event) {
      box.classList.add("by-pointer");
      map.touched = event.pointerType === "touch";
    }, true);
    box.addEventListener("keydown", function (event) { onKey(map, event); });
    box.addEventListener("click", function (event) { firstTap(map, event); }, true);
    map.on("zoomstart dragstart", function () { if (current && !map.led) current.moved = true; });
    map.on("move", function () { lead(map); });
    map.on("moveend", function () { if (current && current.mosaic) draw_near(map, current); });
    map.on("resize", function () { if (current && current.mosaic && !current.moved) fit(map, current); });
    map.on("mousemove", function (event) { if (!map.touched) point(map, rankAt(event.layerPoint), event.latlng); });
    map.on("mouseout", function () { point(map, -1); });
  }

  function describe(box) {
    const help = document.createElement("p"), live = document.createElement("p");
    help.id = "map-help";
    live.id = "map-live";
    help.className = live.className = "only-heard";
    help.textContent = "Flèches : aller d’un territoire à l’autre. Entrée : l’ouvrir. Plus et moins : zoomer. "
      + "Échap : quitter le territoire. Le tableau sous la carte donne les mêmes chiffres.";
    live.setAttribute("aria-live", "polite");
    box.setAttribute("aria-describedby", "map-help");
    document.body.append(help, live);
  }

  /* The page asks for one height; on a phone, about as high as wide shows the map whole and the page around. */
  function fitHeight(map) {
    const box = map.getContainer();
    map.fullHeight = map.fullHeight || box.clientHeight;
    const height = Math.min(map.fullHeight, Math.max(300, Math.round(window.innerWidth * 1.08)));
    if (box.clientHeight !== height) {
      box.style.height = height + "px";
      map.invalidateSize({ animate: false, pan: false });
    }
    // After the component, which sets the height it was given when this script is done.
    if (window.Streamlit) setTimeout(function () { window.Streamlit.setFrameHeight(height); }, 0);
  }

  function notice(map, text, isFailure) {
    const box = map.getContainer();
    let element = box.querySelector(".map-notice");
    if (!text) { if (element) element.remove(); return; }
    if (!element) {
      element = document.createElement("div");
      element.className = "map-notice";
      box.appendChild(element);
    }
    element.setAttribute("role", isFailure ? "alert" : "status");
    element.textContent = text;
  }

  /* The tiles of the IGN: asked for only when the visitor turns them on. */
  function background(map, spec) {
    if (Boolean(spec.background) === Boolean(map.tiles)) return;
    if (!spec.background) {
      map.removeLayer(map.tiles);
      map.tiles = null;
    } else {
      map.tiles = L.tileLayer(IGN, { maxZoom: 18, referrerPolicy: "no-referrer" }).addTo(map);
      map.tiles.once("tileerror", function () { credit.textContent = "Fond de l’IGN injoignable"; });
    }
    let credit = map.getContainer().querySelector(".map-credit");
    if (!credit) {
      credit = document.createElement("div");
      credit.className = "map-credit";
      map.getContainer().appendChild(credit);
    }
    credit.textContent = spec.background ? "Fond : © IGN, Géoplateforme" : "";
    map.getContainer().classList.toggle("over-tiles", Boolean(spec.background));
  }

  /* --- The view --- */

  function shownRanks(state) {
    if (state.spec.shown === null) {
      return Int32Array.from({ length: state.spec.count }, function (_, rank) { return rank; });
    }
    return summed(state.spec.shown);
  }

  /* From steps, parted by spaces, to what they lead to. */
  function summed(steps) {
    let at = 0;
    return Int32Array.from(steps.split(" ").filter(Boolean), function (step) { return at += Number(step); });
  }

  /* Which shapes get one outline around them all. */
  function together(spec, count) {
    const held = new Uint8Array(count);
    summed(spec.together || "").forEach(function (rank) { held[rank] = 1; });
    return held;
  }

  function latLng(x, y) {
    return L.latLng(Math.atan(Math.sinh(y * Math.PI / 180)) * 180 / Math.PI, x);
  }

  function bounds(state) {
    const home = state.file.overseas[0], cover = state.file.shapes, q = cover.quantum;
    if (home && state.spec.shown === null) return L.latLngBounds(latLng(home[1], home[2]), latLng(home[3], home[4]));
    let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
    shownRanks(state).forEach(function (rank) {
      const box = cover.box, b = 4 * rank;
      west = Math.min(west, box[b] * q);
      south = Math.min(south, box[b + 1] * q);
      east = Math.max(east, box[b + 2] * q);
      north = Math.max(north, box[b + 3] * q);
    });
    if (west === Infinity) { west = -5; south = 44; east = 9; north = 58; }
    return L.latLngBounds(latLng(west, south), latLng(east, north));
  }

  function fit(map, state) {
    const box = bounds(state);
    map.led = true;
    map.setMaxBounds(null);
    map.setMinZoom(0);
    map.fitBounds(box, { padding: [12, 12], animate: false, maxZoom: 12 });
    map.setMinZoom(state.file.overseas.length ? 2 : Math.min(map.getZoom() - 0.5, state.file.frames.length ? 5 : 20));
    if (!state.file.overseas.length) map.setMaxBounds(countryOr(state, box).pad(0.5));
    // The frame of the other map may be a few pixels larger: the last to fit takes the view of the first.
    siblings().forEach(function (other) {
      const view = other.view(state.spec.geometry);
      if (view) map.setView(view.centre, view.zoom, { animate: false });
    });
    map.led = false;
  }

  /* Peers are a part of a map of the whole country, in which the visitor may move. */
  function countryOr(state, box) {
    return state.spec.shown === null ? box : L.latLngBounds([40, -7], [52.5, 11]);
  }

  /* On a map of true positions, a way to each overseas département. */
  function places(map, state) {
    const former = document.querySelector(".map-places");
    if (former) former.remove();
    if (!state.file.overseas.length) return;
    const menu = document.createElement("select");
    menu.className = "map-places";
    menu.setAttribute("aria-label", "Aller à");
    state.file.overseas.forEach(function (place) { menu.add(new Option(place[0])); });
    menu.addEventListener("change", function () {
      const place = state.file.overseas[menu.selectedIndex];
      state.moved = true;
      map.fitBounds(L.latLngBounds(latLng(place[1], place[2]), latLng(place[3], place[4])), { animate: false });
    });
    L.DomEvent.disableClickPropagation(menu);
    map.getContainer().appendChild(menu);
  }

  /* Places that a council brought: the sign of their category, and their label where they are few. Labels are texts,
   * never markup. */
  function pins(map, spec) {
    const told = spec.pins ? JSON.stringify(spec.pins) : "";
    if (map.pinned === told) return;
    map.pinned = told;
    if (map.pins) map.removeLayer(map.pins);
    map.pins = null;
    if (!spec.pins) return;
    map.pins = L.layerGroup(spec.pins.points.map(function (point) {
      const box = document.createElement("span"), sign = document.createElement("span");
      sign.className = "map-pin";
      sign.textContent = spec.pins.signs[point[1]];
      box.append(sign);
      if (spec.pins.named) box.append(document.createTextNode(point[0]));
      const icon = L.divIcon({ html: box, className: "map-pin-box", iconSize: null });
      return L.marker([point[3], point[2]], { icon: icon, keyboard: false, title: point[0] });
    })).addTo(map);
  }

  /* Near, the detailed outlines; fetched the first time. */
  function draw_near(map, state) {
    if (!state.spec.detail) return;
    if (map.getZoom() < NEAR) return state.mosaic.use(state.file.shapes);
    if (state.near) return state.mosaic.use(state.near);
    if (state.asked) return;
    state.asked = true;
    load(state.spec.detail).then(function (buffer) {
      state.near = window.mapFile.read(buffer).shapes;
      if (current === state && map.getZoom() >= NEAR) state.mosaic.use(state.near);
    }).catch(function (error) { console.error(error); state.asked = false; });
  }

  /* --- Painting --- */

  function paint(map, state) {
    state.ranks = shownRanks(state);
    state.mosaic.show(look(state));
    paints++;
    requestAnimationFrame(function () { paintedAt = performance.timeOrigin + performance.now(); });
    lookUpFigures(map, state);
    if (state.pointed >= 0) point(map, state.pointed, state.tipAt, state.spoken);
  }

  function look(state) {
    if (state.look && state.look.spec === state.spec) return state.look;
    const spec = state.spec, file = state.file, N = window.Mosaic;
    const ground = abgr("#e7e2d6"), colours = new Uint32Array(65536).fill(ground);
    const tileOf = new Uint8Array(65536), tileAfar = new Uint8Array(65536);
    colours[N.NOTHING] = 0;
    colours[N.GROUND] = spec.background ? 0 : abgr("#eae6dc");
    const shown = new Uint8Array(file.shapes.count), marks = Object.keys(spec.missing);
    const palette = spec.palette.map(abgr);
    state.mark = new Array(file.shapes.count);
    if (spec.background) colours.fill(0, 0, file.shapes.count);
    state.ranks.forEach(function (rank, place) {
      const mark = spec.classes[place], missing = marks.indexOf(mark);
      shown[rank] = 1;
      state.mark[rank] = mark;
      colours[rank] = missing < 0 ? palette[parseInt(mark, 36)] : abgr(spec.missing[mark].fill);
      if (missing >= 0 && spec.missing[mark].pattern !== "plain") tileOf[rank] = missing + 1;
      // A class muted could pass for a paler one: its hatches stay, however small the shapes.
      if (missing >= 0 && spec.missing[mark].name === "fragile") tileAfar[rank] = missing + 1;
    });
    const tiles = { 1: [], 2: [] };
    marks.forEach(function (mark) { [1, 2].forEach(function (fine) { tiles[fine].push(tile(spec.missing[mark], fine)); }); });
    const selected = spec.selected === null ? -1 : spec.selected;
    state.look = {
      spec: spec, colours: colours, tileOf: tileOf, tileAfar: tileAfar, tiles: tiles, patterned: tileOf.some(Boolean),
      hatchedAfar: tileAfar.some(Boolean), shown: shown,
      partly: spec.shown !== null, selected: selected, accent: spec.accent,
      together: spec.together ? together(spec, file.shapes.count) : null, traced: spec.traced || null,
      symbolColour: spec.symbolColour, circles: circles(state),
    };
    state.look.selectedName = shortName(state);
    return state.look;
  }

  function shortName(state) {
    return state.spec.selected === null ? "" : state.spec.selectedName || state.names[state.spec.selected] || "";
  }

  function circles(state) {
    if (!state.spec.symbols) return null;
    return state.spec.symbols.split("|")
      .map(function (radius, place) {
        const hollow = Boolean(state.spec.missing[state.spec.classes[place]]);
        return { rank: state.ranks[place], radius: Number(radius), hollow: hollow };
      })
      .filter(function (circle) { return circle.radius > 0; })
      .sort(function (a, b) { return b.radius - a.radius; });
  }

  function abgr(colour) {
    const n = parseInt(colour.slice(1), 16);
    return (0xff000000 | (n & 255) << 16 | (n >> 8 & 255) << 8 | n >> 16) >>> 0;
  }

  /* Patterns of the missing states: a small drawing, repeated. */
  function tile(look, fine) {
    const side = 8, canvas = document.createElement("canvas");
    canvas.width = canvas.height = side * fine;
    const pen = canvas.getContext("2d");
    pen.scale(fine, fine);
    pen.fillStyle = look.fill;
    pen.fillRect(0, 0, side, side);
    pen.strokeStyle = pen.fillStyle = look.stroke;
    pen.lineWidth = look.pattern === "hatch" ? 1.6 : 1;
    const rising = look.pattern === "hatch-light" || look.pattern === "cross"; // as the legend has them
    const falling = look.pattern === "hatch" || look.pattern === "cross";
    pen.beginPath();
    for (let shift = -side; rising && shift <= side; shift += side) {
      pen.moveTo(shift - 1, side + 1);
      pen.lineTo(shift + side + 1, -1);
    }
    for (let shift = -side; falling && shift <= side; shift += side) {
      pen.moveTo(shift - 1, -1);
      pen.lineTo(shift + side + 1, side + 1);
    }
    if (look.pattern === "lines") {
      pen.moveTo(0, side / 2);
      pen.lineTo(side, side / 2);
    }
    pen.stroke();
    if (look.pattern === "dots") {
      pen.beginPath();
      pen.arc(side / 2, side / 2, 1.3, 0, 2 * Math.PI);
      pen.fill();
    }
    return new Uint32Array(pen.getImageData(0, 0, side * fine, side * fine).data.buffer);
  }

  /* --- Reading: pointer, finger, keyboard --- */

  /* Figures of a large map come by address, once it is painted. */
  function lookUpFigures(map, state) {
    const spec = state.spec;
    if (spec.figures !== null) state.figures = spec.figures.split("|");
    else load(spec.figuresUrl).then(function (buffer) {
      if (state.spec !== spec) return;
      state.figures = new TextDecoder().decode(buffer).split("|");
      readAgain(map, state);
    }).catch(console.error);
  }

  function valueText(state, rank) {
    const spec = state.spec, mark = state.mark[rank], missing = spec.missing[mark];
    if (missing && missing.name !== "fragile") return missing.label;
    const place = spec.shown === null ? rank : state.ranks.indexOf(rank);
    const figure = state.figures ? state.figures[place] : "";
    if (!figure) return "";
    return figure.replace(/ /g, "\u202f") + spec.unit + (missing ? " (" + missing.label + ")" : "");
  }

  function rankAt(layerPoint) {
    if (!current || !current.mosaic || !current.look) return -1;
    const rank = current.mosaic.at(layerPoint);
    return rank >= 0 && current.look.shown[rank] ? rank : -1;
  }

  /* Show the name and value of a shape; `spoken`: also say them (keyboard). */
  function point(map, rank, where, spoken, follows) {
    const state = current;
    if (!state || !state.mosaic) return;
    if (rank !== state.pointed) state.mosaic.point(rank);
    state.pointed = rank;
    state.tipAt = where;
    state.spoken = spoken;
    if (!follows) siblings().forEach(function (other) { other.follow(state.spec.geometry, rank); });
    if (rank < 0) return hideTip();
    const lines = [state.names[rank] || "", valueText(state, rank)];
    showTip(map, lines, where || latLng(state.file.x[rank], state.file.y[rank]));
    if (spoken) document.getElementById("map-live").textContent = lines.filter(Boolean).join(" : ") + placeInScale(state, rank);
  }

  /* Who pointed at a shape before its name or its figure came reads it when it comes. */
  function readAgain(map, state) {
    if (state === current && state.pointed >= 0 && tip) point(map, state.pointed, state.tipAt, state.spoken, true);
  }

  function placeInScale(state, rank) {
    const place = parseInt(state.mark[rank], 10), of = state.spec.palette.length;
    return place >= 0 && of > 1 ? ". Classe " + (place + 1) + " sur " + of + "." : ".";
  }

  let tip = null;

  function showTip(map, lines, where) {
    const box = document.createElement("div");
    ["tooltip-name", "tooltip-value"].forEach(function (kind, i) {
      if (!lines[i]) return;
      const element = document.createElement("div");
      element.className = kind;
      element.textContent = lines[i]; // never HTML: names come from files
      box.appendChild(element);
    });
    const right = map.latLngToContainerPoint(where).x > map.getSize().x * 0.62;
    if (tip && tip.right !== right) hideTip();
    if (!tip) {
      tip = L.tooltip({ direction: right ? "left" : "right", offset: [right ? -12 : 12, 0], opacity: 1 });
      tip.right = right;
    }
    tip.setContent(box).setLatLng(where);
    if (!map.hasLayer(tip)) tip.addTo(map);
  }

  function hideTip() {
    if (tip) tip.remove();
    tip = null;
  }

  /* With a finger, the first touch reads and the second opens. */
  function firstTap(map, event) {
    if (!map.touched || !current || !current.mosaic) return;
    const place = map.mouseEventToLatLng(event), rank = rankAt(map.latLngToLayerPoint(place));
    if (rank < 0 || rank === current.pointed) return;
    event.stopPropagation();
    point(map, rank, place);
  }

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  function onKey(map, event) {
    map.getContainer().classList.remove("by-pointer");
    if (!current || !current.mosaic || event.target !== map.getContainer()) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (WAYS[event.key]) go(map, WAYS[event.key]);
    else if (event.key === "Enter" && current.pointed >= 0) {
      const at = latLng(current.file.x[current.pointed], current.file.y[current.pointed]);
      map.fire("click", { latlng: at, layerPoint: map.latLngToLayerPoint(at) });
    } else if (event.key === "Escape") {
      point(map, -1);
      document.getElementById("map-live").textContent = "";
    } else if (event.key === "+" || event.key === "=") map.zoomIn();
    else if (event.key === "-") map.zoomOut();
    else return;
    event.preventDefault();
  }

  /* From the shape pointed at to the nearest one in a direction; at first, the place itself or the middle. */
  function go(map, way) {
    const state = current, x = state.file.x, y = state.file.y;
    let next = -1;
    if (state.pointed < 0) {
      const chosen = state.spec.selected;
      next = chosen !== null && state.look.shown[chosen] ? chosen : nearest(state, map.getCenter());
    } else {
      let best = Infinity;
      state.ranks.forEach(function (rank) {
        if (rank === state.pointed) return;
        const dx = x[rank] - x[state.pointed], dy = y[rank] - y[state.pointed];
        const along = dx * way[0] + dy * way[1], across = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
        if (along <= 0 || across > 2 * along) return;
        const cost = along + 2 * across;
        if (cost < best) { best = cost; next = rank; }
      });
      if (next < 0) next = state.pointed;
    }
    if (next < 0) return;
    const at = latLng(x[next], y[next]);
    if (!map.getBounds().pad(-0.08).contains(at)) map.panTo(at, { animate: false });
    point(map, next, at, true);
  }

  function nearest(state, centre) {
    const y0 = Math.asinh(Math.tan(centre.lat * Math.PI / 180)) * 180 / Math.PI;
    let best = Infinity, found = -1;
    state.ranks.forEach(function (rank) {
      const far = Math.hypot(state.file.x[rank] - centre.lng, state.file.y[rank] - y0);
      if (far < best) { best = far; found = rank; }
    });
    return found;
  }

  /* --- Two maps side by side: each follows the other --- */

  function siblings() {
    const found = [];
    try {
      for (let i = 0; i < window.parent.frames.length; i++) {
        const other = window.parent.frames[i];
        if (other !== window && other.thematicMap) found.push(other.thematicMap);
      }
    } catch (error) { /* alone */ }
    return found;
  }

  function lead(map) {
    if (map.led || !current || !current.moved) return;
    siblings().forEach(function (other) { other.look(current.spec.geometry, map.getCenter(), map.getZoom()); });
  }

  window.thematicMap = {
    show: show,
    /** How many times this frame has painted, and when last: what benchmarks and tests wait for. */
    paints: function () { return paints; },
    paintedAt: function () { return paintedAt; },
    follow: function (geometry, rank) {
      if (current && current.mosaic && current.spec.geometry === geometry) point(window.map, rank, null, false, true);
    },
    view: function (geometry) {
      if (!current || !current.mosaic || current.spec.geometry !== geometry) return null;
      return { centre: window.map.getCenter(), zoom: window.map.getZoom() };
    },
    look: function (geometry, centre, zoom) {
      if (!current || !current.mosaic || current.spec.geometry !== geometry) return;
      window.map.led = true;
      window.map.setView([centre.lat, centre.lng], zoom, { animate: false });
      window.map.led = false;
      current.moved = true;
    },
  };
})();
