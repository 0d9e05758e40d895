/* Draws a thematic layer once, then only repaints it.
 *
 * streamlit-folium runs a short script at every change of the page. That script calls
 * `thematicMap.show(map, spec)`: the shapes are fetched when their address changes and stay on the map;
 * otherwise a call only restyles them, so that changing the indicator costs a few milliseconds.
 */
(function () {
  "use strict";
  if (window.thematicMap) return;

  const PLAIN_BORDER = "#ffffff";
  let current = null; // what is drawn: url, layers, spec, patterns

  function show(map, spec) {
    prepareFrame(map, spec);
    if (current && current.url === spec.geometry) {
      current.spec = spec;
      if (current.shapes) paint(map, current);
      return;
    }
    if (current) discard(map, current);
    const next = { url: spec.geometry, spec: spec, layers: [], patterns: {}, moved: false };
    next.overlay = L.svg({ pane: "selection", padding: 0.3 });
    current = next;
    Promise.all([load(spec.geometry), spec.context ? load(spec.context) : null])
      .then(function (files) {
        if (current !== next) return; // the visitor already went to another map
        draw(map, next, files[0], files[1]);
        fit(map, next);
        paint(map, next);
      })
      .catch(function (error) {
        console.error(error);
        if (current === next) { current = null; fail(map); }
      });
  }

  function load(url) {
    return fetch(url).then(function (answer) {
      if (!answer.ok) throw new Error(url + " : " + answer.status);
      return answer.json();
    });
  }

  /* --- The frame: what does not change from one map to the next --- */

  function prepareFrame(map, spec) {
    document.documentElement.lang = "fr";
    document.title = spec.label;
    map.getContainer().setAttribute("role", "group");
    map.getContainer().setAttribute("aria-label", spec.label);
    try { window.frameElement.title = spec.label; } catch (error) { /* another origin: keep its title */ }
    fitHeight(map);
    if (map.prepared) return;
    map.prepared = true;
    window.addEventListener("resize", function () { fitHeight(map); });
    pane(map, "ground", 350);
    pane(map, "limits", 420);
    pane(map, "selection", 430);
    if (L.Browser.mobile) map.dragging.disable(); // one finger scrolls the page, two move the map
    const box = map.getContainer(); // a ring of focus for the keyboard, not for the mouse
    // Leaflet gives the map focus at each press; were the page to scroll for it, the click would land elsewhere.
    box.focus = function () { HTMLElement.prototype.focus.call(box, { preventScroll: true }); };
    box.addEventListener("pointerdown", function () { box.classList.add("by-pointer"); }, true);
    box.addEventListener("keydown", function () { box.classList.remove("by-pointer"); }, true);
    map.on("zoomstart dragstart", function () { if (current && !current.fitting) current.moved = true; });
    map.on("resize", function () { if (current && current.shapes && !current.moved) fit(map, current); });
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

  function pane(map, name, order) {
    const element = map.createPane(name);
    element.style.zIndex = order;
    element.style.pointerEvents = "none"; // clicks reach the shapes below
  }

  function fail(map) {
    const notice = document.createElement("div");
    notice.className = "map-failure";
    notice.setAttribute("role", "alert");
    notice.textContent = "La carte n’a pas pu être chargée. Le tableau donne les mêmes chiffres ; "
      + "rechargez la page pour réessayer.";
    map.getContainer().appendChild(notice);
  }

  /* --- Drawing, once per geometry --- */

  function draw(map, state, geometry, context) {
    const notice = map.getContainer().querySelector(".map-failure");
    if (notice) notice.remove();
    if (context) drawContext(map, state, context);
    state.count = geometry.features.length;
    state.byRank = [];
    geometry.features.forEach(function (feature, rank) { feature.rank = rank; });
    state.shapes = L.geoJSON(geometry, {
      renderer: renderer(state, "overlayPane"),
      smoothFactor: state.count > 500 ? 1 : 0.6,
      onEachFeature: function (feature, layer) { state.byRank[feature.rank] = layer; },
    });
    state.shapes.bindTooltip(function (layer) { return tooltip(state, layer.feature); }, { sticky: true });
    state.shapes.on("mouseover", function (event) { highlight(state, event.layer); });
    state.shapes.on("mouseout", function (event) { event.layer.setStyle(style(state, event.layer.feature.rank)); });
    keep(map, state, state.shapes);
  }

  function renderer(state, paneName) {
    const canvas = L.canvas({ pane: paneName, padding: 0.3 });
    (state.renderers = state.renderers || []).push(canvas);
    return canvas;
  }

  function keep(map, state, layer) {
    state.layers.push(layer);
    layer.addTo(map);
  }

  function discard(map, state) {
    state.layers.forEach(function (layer) { map.removeLayer(layer); });
    [state.selection, state.symbols, state.overlay].concat(state.renderers || [])
      .forEach(function (layer) { if (layer) map.removeLayer(layer); });
  }

  function drawContext(map, state, context) {
    const looks = {
      neighbour: { fill: true, fillColor: "#eae6dc", fillOpacity: 1, color: "#d2cdbf", weight: 1 },
      limit: { fill: false, color: "#565b63", weight: state.spec.count > 500 ? 0.8 : 1.5, opacity: 0.9 },
      frame: { fill: false, color: "#c9c5ba", weight: 1 },
    };
    function part(kinds, paneName) {
      return L.geoJSON(context, {
        filter: function (feature) { return kinds.indexOf(feature.properties.kind) >= 0; },
        style: function (feature) { return looks[feature.properties.kind]; },
        pointToLayer: insetLabel,
        pane: paneName,
        renderer: renderer(state, paneName),
        interactive: false,
      });
    }
    keep(map, state, part(["neighbour"], "ground"));
    keep(map, state, part(["limit", "frame", "label"], "limits"));
  }

  function insetLabel(feature, place) {
    const name = document.createElement("span");
    name.textContent = feature.properties.n;
    return L.marker(place, {
      icon: L.divIcon({ className: "inset-label", html: name }), interactive: false, keyboard: false, pane: "limits",
    });
  }

  function fit(map, state) {
    const bounds = state.shapes.getBounds();
    state.fitting = true;
    map.setMaxBounds(null);
    map.setMinZoom(0);
    map.fitBounds(bounds, { padding: [10, 10], animate: false });
    map.setMinZoom(map.getZoom() - 0.5);
    map.setMaxBounds(bounds.pad(0.5));
    state.fitting = false;
  }

  /* --- Painting, at every change --- */

  function paint(map, state) {
    state.values = state.spec.tooltips.split("|");
    state.byRank.forEach(function (layer, rank) { layer.setStyle(style(state, rank)); });
    symbols(map, state);
    select(map, state);
  }

  function style(state, rank) {
    const spec = state.spec;
    const mark = spec.classes[rank];
    const missing = spec.missing[mark];
    return {
      fill: true,
      fillOpacity: 1,
      fillColor: missing ? pattern(state, missing) : spec.palette[parseInt(mark, 36)] || "#ffffff",
      stroke: true,
      opacity: 1,
      color: missing ? missing.stroke : PLAIN_BORDER, // white would not part two pale patterns
      weight: state.count > 500 ? 0.5 : 0.9,
    };
  }

  function highlight(state, layer) {
    layer.setStyle({ color: state.spec.ink, weight: 2 });
    layer.bringToFront();
  }

  /* Counts: circles whose surface follows the number; the largest first, so that none hides another. */
  function symbols(map, state) {
    if (state.symbols) map.removeLayer(state.symbols);
    state.symbols = null;
    if (!state.spec.symbols) return;
    const radii = state.spec.symbols.split("|").map(Number);
    const look = { pane: "selection", renderer: state.overlay, interactive: false, fillOpacity: 0.75, weight: 1 };
    const ranks = radii.map(function (_, rank) { return rank; })
      .filter(function (rank) { return radii[rank] > 0; })
      .sort(function (a, b) { return radii[b] - radii[a]; });
    state.symbols = L.layerGroup(ranks.map(function (rank) {
      const place = state.byRank[rank].feature.properties.p;
      return L.circleMarker([place[1], place[0]], Object.assign({
        radius: radii[rank], fillColor: state.spec.symbolColour, color: "#ffffff",
      }, look));
    })).addTo(map);
  }

  /* Two strokes, light under dark: visible on any colour, and told apart from a hovered shape. */
  function select(map, state) {
    if (state.selection) map.removeLayer(state.selection);
    state.selection = null;
    const layer = state.byRank[state.spec.selected];
    if (!layer) return;
    const look = { fill: false, interactive: false, pane: "selection", lineJoin: "round", opacity: 1 };
    const thin = state.count > 500 ? 0.6 : 1; // among a thousand small shapes, a broad outline would hide its own
    const strokes = [[state.spec.accent, 7 * thin], ["#ffffff", 4.4 * thin], [state.spec.accent, 2.2 * thin]];
    state.selection = L.layerGroup(strokes.map(function (stroke) {
      return L.geoJSON(layer.feature, Object.assign({}, look, {
        renderer: state.overlay, style: Object.assign({ color: stroke[0], weight: stroke[1] }, look),
      }));
    })).addTo(map);
  }

  function tooltip(state, feature) {
    const box = document.createElement("div");
    [["tooltip-name", feature.properties.n], ["tooltip-value", state.values[feature.rank]]]
      .forEach(function (line) {
        if (!line[1]) return;
        const element = document.createElement("div");
        element.className = line[0];
        element.textContent = line[1]; // never HTML: names come from files
        box.appendChild(element);
      });
    return box;
  }

  /* --- Patterns of the missing states: the canvas fills with a small repeated drawing --- */

  function pattern(state, look) {
    const key = [look.fill, look.stroke, look.pattern].join();
    if (look.pattern === "plain") return look.fill;
    if (!state.patterns[key]) state.patterns[key] = tile(look);
    return state.patterns[key];
  }

  function tile(look) {
    const side = 8, sharp = 2; // drawn twice as fine, for dense screens
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side * sharp;
    const pen = canvas.getContext("2d");
    pen.scale(sharp, sharp);
    pen.fillStyle = look.fill;
    pen.fillRect(0, 0, side, side);
    pen.strokeStyle = pen.fillStyle = look.stroke;
    pen.lineWidth = look.pattern === "hatch" ? 1.6 : 1;
    const rising = look.pattern === "hatch" || look.pattern === "cross";
    const falling = look.pattern === "hatch-light" || look.pattern === "cross";
    pen.beginPath();
    for (let shift = -side; rising && shift <= side; shift += side) {
      pen.moveTo(shift - 1, side + 1);
      pen.lineTo(shift + side + 1, -1);
    }
    for (let shift = -side; falling && shift <= side; shift += side) {
      pen.moveTo(shift - 1, -1);
      pen.lineTo(shift + side + 1, side + 1);
    }
    pen.stroke();
    if (look.pattern === "dots") {
      pen.beginPath();
      pen.arc(side / 2, side / 2, 1.3, 0, 2 * Math.PI);
      pen.fill();
    }
    const fill = pen.createPattern(canvas, "repeat");
    fill.setTransform(new DOMMatrix().scale(1 / sharp));
    return fill;
  }

  window.thematicMap = { show: show };
})();
