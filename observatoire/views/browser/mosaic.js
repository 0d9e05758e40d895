/* Draws thousands of shapes at once.
 *
 * The shapes are first turned into a picture of ranks: at each point of the canvas, which shape lies there. A change of
 * figures then only looks up a colour for each point, a pointer finds its shape at once, and adjacent shapes can neither
 * overlap nor let the paper through. The picture is twice as fine as the screen, whence smooth edges.
 */
(function () {
  "use strict";
  if (window.Mosaic) return;

  const FINE = 2, MOST_POINTS = 14e6;
  const TINY = 9, SMALL = 30; // pixels: sides of shapes too small for borders and patterns, or for thick outlines
  const NOTHING = 65535, GROUND = 65534;
  const FONT = '"Source Sans","Source Sans 3","Liberation Sans",Arial,sans-serif';

  window.Mosaic = L.Renderer.extend({
    options: { padding: 0.12, pane: "overlayPane" },

    initialize: function (file, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this.file = file;
      this.cover = file.shapes;
      this.keys = new Float64Array(4096);
      this.look = null;
    },

    _initContainer: function () {
      const box = this._container = L.DomUtil.create("div", "mosaic");
      box.setAttribute("aria-hidden", "true");
      this.fill = L.DomUtil.create("canvas", "mosaic-fill", box);
      this.top = L.DomUtil.create("canvas", "mosaic-top", box);
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      this.pointed = document.createElementNS("http://www.w3.org/2000/svg", "path");
      svg.appendChild(this.pointed);
      box.appendChild(svg);
      this.svg = svg;
    },

    _destroyContainer: function () {
      this._container.remove();
      this.fill.width = this.top.width = 0; // frees the memory at once
      this._container = this.ranks = this.image = null;
    },

    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      this.fine = size.x * size.y * FINE * FINE > MOST_POINTS ? 1 : FINE;
      const wide = size.x * this.fine, high = size.y * this.fine;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      [this.fill, this.top, this.svg].forEach(function (layer) {
        layer.style.width = size.x + "px";
        layer.style.height = size.y + "px";
      });
      if (this.fill.width !== wide || this.fill.height !== high) {
        [this.fill, this.top].forEach(function (layer) { layer.width = wide; layer.height = high; });
        this.ranks = new Uint16Array(wide * high);
        this.image = null;
      }
      this.wide = wide;
      this.high = high;
      this.place();
      this.rasterise();
      if (this.look) this.paint();
    },

    /* From the Mercator plane in degrees to points of the canvas. */
    place: function () {
      const world = 256 * Math.pow(2, this._zoom), corner = this._map.getPixelOrigin().add(this._bounds.min);
      this.scale = world / 360 * this.fine;
      this.left = (world / 2 - corner.x) * this.fine;
      this.down = (world / 2 - corner.y) * this.fine;
    },

    use: function (cover) {
      if (this.cover === cover) return;
      this.cover = cover;
      this.rasterise();
      if (this.look) this.paint();
    },

    /* --- The picture of ranks --- */

    rasterise: function () {
      this.ranks.fill(NOTHING);
      for (let shape = 0; shape < this.file.ground.count; shape++) this.trace(this.file.ground, shape, GROUND);
      for (let shape = 0; shape < this.cover.count; shape++) this.trace(this.cover, shape, shape);
    },

    /* Fill one shape: where its outline crosses the middle of each row, sorted, inside begins and ends in turn. */
    trace: function (cover, shape, rank) {
      const k = cover.quantum * this.scale, left = this.left, down = this.down, wide = this.wide, high = this.high;
      const box = cover.box, b = 4 * shape, ROW = 16384;
      if (box[b] * k + left > wide || box[b + 2] * k + left < 0) return;
      if (down - box[b + 1] * k < 0 || down - box[b + 3] * k > high) return;
      const x = cover.x, y = cover.y, from = cover.ringStart[cover.shapeStart[shape]];
      const to = cover.ringStart[cover.shapeStart[shape + 1]];
      let keys = this.keys, n = 0;
      for (let i = from; i < to; i++) {
        const arc = cover.refs[i] < 0 ? ~cover.refs[i] : cover.refs[i], last = cover.arcStart[arc + 1] - 1;
        let p = cover.arcStart[arc], x0 = x[p] * k + left, y0 = down - y[p] * k;
        while (p < last) {
          p++;
          const x1 = x[p] * k + left, y1 = down - y[p] * k;
          if (y0 !== y1) {
            let row = Math.ceil((y0 < y1 ? y0 : y1) - 0.5), end = Math.ceil((y0 < y1 ? y1 : y0) - 0.5);
            if (row < end) {
              if (row < 0) row = 0;
              if (end > high) end = high;
              const slope = (x1 - x0) / (y1 - y0);
              for (; row < end; row++) {
                let at = x0 + (row + 0.5 - y0) * slope;
                at = at < 0 ? 0 : at > wide ? wide : at;
                if (n === keys.length) {
                  this.keys = new Float64Array(2 * n);
                  this.keys.set(keys);
                  keys = this.keys;
                }
                keys[n++] = row * ROW + at;
              }
            }
          }
          x0 = x1;
          y0 = y1;
        }
      }
      if (n < 24) {
        for (let i = 1; i < n; i++) {
          const key = keys[i];
          let j = i - 1;
          for (; j >= 0 && keys[j] > key; j--) keys[j + 1] = keys[j];
          keys[j + 1] = key;
        }
      } else keys.subarray(0, n).sort();
      for (let i = 0; i + 1 < n; i += 2) {
        const row = Math.floor(keys[i] / ROW), start = row * wide;
        const a = Math.ceil(keys[i] - row * ROW - 0.5), z = Math.ceil(keys[i + 1] - row * ROW - 0.5);
        for (let point = start + a; point < start + z; point++) this.ranks[point] = rank;
      }
    },

    /* Rank of the shape under a point of the map's layers, -1 for none. */
    at: function (point) {
      if (!this.ranks) return -1;
      const x = Math.floor((point.x - this._bounds.min.x) * this.fine);
      const y = Math.floor((point.y - this._bounds.min.y) * this.fine);
      if (x < 0 || y < 0 || x >= this.wide || y >= this.high) return -1;
      const rank = this.ranks[y * this.wide + x];
      return rank >= GROUND ? -1 : rank;
    },

    /* --- Painting, at every change --- */

    /* Lines and names take most of a painting, and another indicator on the same map has the same ones. */
    show: function (look) {
      this.look = look;
      const same = this.drawn === this.topOf(look);
      this.paintFill();
      if (same) this.point(this.pointedRank);
      else this.paintTop();
    },

    /* All that the top canvas shows of a look: two looks of one text have the same top, until the view moves. */
    topOf: function (look) {
      const spec = look.spec, parted = look.patterned && this.typicalSize() >= TINY;
      const chosen = [look.selected, look.selectedName, spec.together, spec.traced];
      return JSON.stringify([chosen, spec.shown, spec.symbols, parted ? spec.classes : ""]);
    },

    paint: function () {
      this.paintFill();
      this.paintTop();
    },

    paintFill: function () {
      const context = this.fill.getContext("2d"), ranks = this.ranks, look = this.look;
      if (!this.image) this.image = context.createImageData(this.wide, this.high);
      const out = new Uint32Array(this.image.data.buffer), colours = look.colours, tiles = look.tiles;
      // A pattern wider than the shapes would draw stripes across them: from afar, its ground alone, but for hatches
      // that say of a whole country side that its figures are fragile.
      const afar = this.typicalSize() < TINY;
      if (!look.patterned || (afar && !look.hatchedAfar)) {
        for (let i = 0; i < out.length; i++) out[i] = colours[ranks[i]];
      } else {
        const tileOf = afar ? look.tileAfar : look.tileOf, side = 8 * this.fine - 1, shift = this.fine === 2 ? 4 : 3;
        for (let row = 0, i = 0; row < this.high; row++) {
          const line = (row & side) << shift;
          for (let column = 0; column < this.wide; column++, i++) {
            const rank = ranks[i], tile = tileOf[rank];
            out[i] = tile ? tiles[this.fine][tile - 1][line + (column & side)] : colours[rank];
          }
        }
      }
      context.putImageData(this.image, 0, 0);
    },

    paintTop: function () {
      const context = this.top.getContext("2d"), look = this.look;
      this.drawn = this.topOf(look);
      context.clearRect(0, 0, this.wide, this.high);
      context.lineJoin = context.lineCap = "round";
      this.lines(context);
      this.frames(context);
      this.circles(context);
      if (look.selected >= 0) this.selection(context, look.selected);
      if (look.together) this.around(context, look.together);
      if (look.traced) this.traced(context, look.traced);
      this.labels(context);
      this.point(this.pointedRank);
    },

    lines: function (context) {
      const cover = this.cover, look = this.look, size = this.typicalSize();
      const kinds = [[], [], [], []], quiet = [];
      for (let arc = 0; arc < cover.kinds.length; arc++) {
        const kind = cover.kinds[arc];
        if (kind === 0 && size < TINY && !look.partly) continue; // borders of tiny shapes would veil their colours
        if (kind === 1 && size < 5) continue;
        const one = look.shown[cover.one[arc]], other = cover.other[arc] >= 0 && look.shown[cover.other[arc]];
        if (look.partly && kind < 2 && !one && !other) continue;
        (look.partly && !one && !other ? quiet : kinds[kind]).push(arc);
      }
      const tiny = size < TINY, strokes = [
        ["rgba(255,255,255,.9)", tiny ? 0.5 : 0.9],
        ["#5d626a", tiny ? 0.5 : 1],
        ["#3c4148", tiny ? 0.7 : size < SMALL ? 1 : 1.5],
        ["#3c4148", tiny ? 0.8 : size < SMALL ? 1 : 1.7],
      ];
      if (look.patterned) this.patternBorders(context, kinds);
      strokes.forEach(function (stroke, kind) {
        this.stroke(context, cover, kinds[kind], stroke[0], stroke[1]);
      }, this);
      this.stroke(context, cover, quiet, "#a8a396", 0.7);
      const around = this.file.ground, extra = this.file.lines;
      this.stroke(context, around, range(around), "#d2cdbf", 0.8, true);
      this.stroke(context, extra, range(extra), look.partly ? "#a8a396" : "#3c4148", size < SMALL ? 0.8 : 1.3);
    },

    /* White would not part two pale patterns. */
    patternBorders: function (context, kinds) {
      const cover = this.cover, tileOf = this.look.tileOf, size = this.typicalSize();
      if (size < TINY) return;
      const between = kinds[0].filter(function (arc) { return tileOf[cover.one[arc]] && tileOf[cover.other[arc]]; });
      if (!between.length) return;
      const taken = new Set(between);
      kinds[0] = kinds[0].filter(function (arc) { return !taken.has(arc); });
      this.stroke(context, cover, between, "#9b9a95", 0.8);
    },

    /* Side in pixels of a shape of middling size on the map. */
    typicalSize: function () {
      const cover = this.cover, k = cover.quantum * this.scale / this.fine;
      if (!cover.middle) {
        const sides = [];
        for (let shape = 0; shape < cover.count; shape += Math.ceil(cover.count / 200)) {
          sides.push(Math.sqrt((cover.box[4 * shape + 2] - cover.box[4 * shape])
            * (cover.box[4 * shape + 3] - cover.box[4 * shape + 1])));
        }
        cover.middle = sides.sort(function (a, b) { return a - b; })[sides.length >> 1] || 1;
      }
      return cover.middle * k;
    },

    stroke: function (context, cover, arcs, colour, width, under) {
      if (!arcs.length) return;
      context.beginPath();
      for (let i = 0; i < arcs.length; i++) this.arc(context, cover, arcs[i], false, true, true);
      context.strokeStyle = colour;
      context.lineWidth = width * this.fine;
      if (under) context.globalCompositeOperation = "destination-over";
      context.stroke();
      context.globalCompositeOperation = "source-over";
    },

    /* Add an arc to a path, without the points that the eye cannot tell apart. One that stands alone, out of view, is
     * left out; a part of a ring is not, for what follows it would hang in the air. */
    arc: function (context, cover, arc, backwards, begin, alone) {
      const k = cover.quantum * this.scale, first = cover.arcStart[arc], last = cover.arcStart[arc + 1] - 1;
      const step = backwards ? -1 : 1, end = backwards ? first : last;
      let p = backwards ? last : first, px = cover.x[p] * k + this.left, py = this.down - cover.y[p] * k;
      const far = 400;
      const outside = px < -far || py < -far || px > this.wide + far || py > this.high + far;
      if (alone && outside) {
        const qx = cover.x[end] * k + this.left, qy = this.down - cover.y[end] * k;
        if ((px < -far && qx < -far) || (px > this.wide + far && qx > this.wide + far)
          || (py < -far && qy < -far) || (py > this.high + far && qy > this.high + far)) return;
      }
      if (begin) context.moveTo(px, py);
      const near = 0.7 * this.fine;
      while (p !== end) {
        p += step;
        const x = cover.x[p] * k + this.left, y = this.down - cover.y[p] * k;
        if (p !== end && Math.abs(x - px) < near && Math.abs(y - py) < near) continue;
        context.lineTo(px = x, py = y);
      }
    },

    outline: function (context, rank) {
      const cover = this.cover;
      for (let ring = cover.shapeStart[rank]; ring < cover.shapeStart[rank + 1]; ring++) {
        for (let i = cover.ringStart[ring]; i < cover.ringStart[ring + 1]; i++) {
          const ref = cover.refs[i];
          this.arc(context, cover, ref < 0 ? ~ref : ref, ref < 0, i === cover.ringStart[ring]);
        }
        context.closePath();
      }
    },

    /* Two colours, light within dark: visible on any ground, and told apart from a pointed shape. */
    double: function (context, thin, draw) {
      const accent = this.look.accent;
      [[accent, 7], ["#ffffff", 4.4], [accent, 2.2]].forEach(function (stroke) {
        context.beginPath();
        draw.call(this);
        context.strokeStyle = stroke[0];
        context.lineWidth = stroke[1] * thin * this.fine;
        context.stroke();
      }, this);
    },

    selection: function (context, rank) {
      const side = this.sideOf(rank);
      this.double(context, side < 8 ? 0.5 : side < 30 ? 0.7 : 1, function () { this.outline(context, rank); });
      if (side < 8) this.ring(context, rank, this.look.accent);
    },

    /* Around several shapes as one: the limits that they share with others, never those between them. */
    around: function (context, held) {
      const cover = this.cover, arcs = [];
      for (let arc = 0; arc < cover.kinds.length; arc++) {
        if (Boolean(held[cover.one[arc]]) !== (cover.other[arc] >= 0 && Boolean(held[cover.other[arc]]))) arcs.push(arc);
      }
      this.double(context, this.typicalSize() < TINY ? 0.6 : 1, function () {
        arcs.forEach(function (arc) { this.arc(context, cover, arc, false, true, true); }, this);
      });
    },

    /* An outline that no shape of the map has. */
    traced: function (context, traced) {
      this.double(context, this.typicalSize() < TINY ? 0.6 : 1, function () {
        traced.rings.forEach(function (ring) {
          let x = 0, y = 0;
          ring.split(" ").forEach(function (step, place, steps) {
            if (place % 2) return;
            x += Number(step);
            y += Number(steps[place + 1]);
            const at = this.spot(x * traced.step, y * traced.step);
            if (place) context.lineTo(at.x, at.y);
            else context.moveTo(at.x, at.y);
          }, this);
          context.closePath();
        }, this);
      });
    },

    /* Around a place too small to be seen. */
    ring: function (context, rank, colour) {
      const at = this.spot(this.file.x[rank], this.file.y[rank]);
      [[colour, 4.5], ["#ffffff", 2.6], [colour, 1.4]].forEach(function (stroke) {
        context.beginPath();
        context.arc(at.x, at.y, 9 * this.fine, 0, 2 * Math.PI);
        context.strokeStyle = stroke[0];
        context.lineWidth = stroke[1] * this.fine;
        context.stroke();
      }, this);
    },

    sideOf: function (rank) {
      const box = this.cover.box, k = this.cover.quantum * this.scale / this.fine, b = 4 * rank;
      return k * Math.max(box[b + 2] - box[b], box[b + 3] - box[b + 1]);
    },

    spot: function (x, y) {
      return { x: x * this.scale + this.left, y: this.down - y * this.scale };
    },

    /* The outline under the pointer; none for -1. */
    point: function (rank) {
      this.pointedRank = rank;
      if (!(rank >= 0)) return this.pointed.setAttribute("d", "");
      const path = [], fine = this.fine;
      this.outline({
        moveTo: function (x, y) { path.push("M" + (x / fine).toFixed(1) + " " + (y / fine).toFixed(1)); },
        lineTo: function (x, y) { path.push("L" + (x / fine).toFixed(1) + " " + (y / fine).toFixed(1)); },
        closePath: function () { path.push("Z"); },
      }, rank);
      this.pointed.setAttribute("d", path.join(""));
    },

    frames: function (context) {
      context.strokeStyle = "#b9b4a6";
      context.lineWidth = this.fine;
      this.file.frames.forEach(function (frame) {
        const corner = this.spot(frame[0], frame[1] + frame[2]), side = frame[2] * this.scale;
        context.strokeRect(corner.x, corner.y, side, side);
      }, this);
    },

    /* Counts: circles whose surface follows the number; the largest first, so that none hides another. */
    circles: function (context) {
      const look = this.look;
      if (!look.circles) return;
      const fine = this.fine;
      context.lineWidth = 0.8 * fine;
      context.fillStyle = look.symbolColour;
      look.circles.forEach(function (circle) {
        const at = this.spot(this.file.x[circle.rank], this.file.y[circle.rank]);
        const radius = circle.radius * fine;
        if (at.x < -radius || at.y < -radius || at.x > this.wide + radius || at.y > this.high + radius) return;
        context.beginPath();
        context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
        context.globalAlpha = circle.hollow ? 0 : 0.72; // hollow: fragile, as in charts
        context.fill();
        context.globalAlpha = 1;
        context.strokeStyle = circle.hollow ? look.symbolColour : "#ffffff";
        if (circle.hollow || radius > 1.5 * fine) context.stroke();
      }, this);
    },

    /* --- Names: insets, then the place, then towns, the largest first, never one over another --- */

    labels: function (context) {
      const taken = [], fine = this.fine, look = this.look;
      const view = this._map.getSize(), small = view.x < 500;
      this.file.frames.forEach(function (frame) {
        const at = this.spot(frame[0] + frame[2] / 2, frame[4]);
        if (frame[2] * this.scale / fine > 40) {
          this.name(context, frame[3], at.x, at.y, taken, { size: small ? 10 : 11, colour: "#4a4f57", force: true });
        }
        const corner = this.spot(frame[0], frame[1] + frame[2]), side = frame[2] * this.scale;
        taken.push([corner.x, corner.y, corner.x + side, corner.y + side]);
      }, this);
      const chosen = look.selected;
      if (chosen >= 0 && look.selectedName) {
        const at = this.spot(this.file.x[chosen], this.file.y[chosen]), side = this.sideOf(chosen);
        const lift = side < 30 ? (side < 8 ? 17 : 8 + side / 2) * fine : 0;
        this.name(context, look.selectedName, at.x, at.y - lift, taken, { size: 14, weight: 700, colour: look.accent });
      }
      // Only so many of the largest towns in view: small ones in the gaps would pass for large ones.
      let left = Math.round(view.x * view.y / (small ? 7000 : 11500));
      const edge = { x: view.x * this.options.padding * fine, y: view.y * this.options.padding * fine };
      this.file.towns.forEach(function (town) {
        const at = this.spot(town[1], town[2]);
        if (at.x < edge.x || at.y < edge.y || at.x > this.wide - edge.x || at.y > this.high - edge.y) return;
        if (town[0] === look.selectedName || left-- <= 0) return;
        if (!this.name(context, town[0], at.x, at.y - 9 * fine, taken, { size: small ? 11 : 12, weight: 600, air: 12 })) return;
        context.beginPath();
        context.arc(at.x, at.y, 2.2 * fine, 0, 2 * Math.PI);
        context.fillStyle = "#1d2129";
        context.strokeStyle = "#ffffff";
        context.lineWidth = 1.2 * fine;
        context.stroke();
        context.fill();
      }, this);
    },

    /* Write a name with its halo unless it would touch another; tell whether it was written. */
    name: function (context, text, x, y, taken, look) {
      const fine = this.fine, high = look.size * fine, air = (look.air || 4) * fine;
      context.font = (look.weight || 400) + " " + high + "px " + FONT;
      context.textAlign = "center";
      context.textBaseline = "middle";
      const half = context.measureText(text).width / 2;
      const box = [x - half, y - high * 0.6, x + half, y + high * 0.6];
      const meets = taken.some(function (other) {
        return box[0] - air < other[2] && box[2] + air > other[0] && box[1] - air / 2 < other[3] && box[3] + air / 2 > other[1];
      });
      if (meets && !look.force) return false;
      taken.push(box);
      context.strokeStyle = "rgba(255,255,255,.92)";
      context.lineWidth = 3.4 * fine;
      context.strokeText(text, x, y);
      context.fillStyle = look.colour || "#1d2129";
      context.fillText(text, x, y);
      return true;
    },
  });

  window.Mosaic.NOTHING = NOTHING;
  window.Mosaic.GROUND = GROUND;

  function range(cover) {
    const arcs = [];
    for (let arc = 0; arc + 1 < cover.arcStart.length; arc++) arcs.push(arc);
    return arcs;
  }
})();
