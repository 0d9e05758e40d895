/* Reads the file of a map (observatoire/views/maps/file.py): the head, and coverages whose borders are written once
 * (observatoire/views/maps/topology.py says how). Coordinates stay whole numbers: quanta of the Mercator plane, y north.
 */
(function () {
  "use strict";
  if (window.mapFile) return;

  function read(buffer) {
    const bytes = new Uint8Array(buffer);
    const size = new DataView(buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
    const file = { head: head, frames: head.frames, towns: head.towns, overseas: head.overseas };
    let at = 4 + size;
    head.sections.forEach(function (section) {
      file[section.kind] = coverage(bytes.subarray(at, at + section.bytes), section.count, head.quantum);
      at += section.bytes;
    });
    const next = numbers(bytes.subarray(at));
    const count = file.shapes.count;
    file.x = new Float64Array(count); // on the Mercator plane, in degrees
    file.y = new Float64Array(count);
    for (let rank = 0, x = 0, y = 0; rank < count; rank++) {
      file.x[rank] = (x += signed(next())) * head.point;
      file.y[rank] = (y += signed(next())) * head.point;
    }
    file.groups = [];
    for (let group = 0; group < head.groups; group++) {
      const holders = new Int32Array(count);
      for (let rank = 0, holder = 0; rank < count; rank++) holders[rank] = holder += signed(next());
      file.groups.push(holders);
    }
    borders(file);
    return file;
  }

  function numbers(bytes) {
    let at = 0;
    return function () {
      let value = 0, bits = 0, byte;
      do {
        byte = bytes[at++];
        value |= (byte & 127) << bits;
        bits += 7;
      } while (byte > 127);
      return value >>> 0;
    };
  }

  function signed(code) {
    return code & 1 ? -(code + 1) / 2 : code / 2;
  }

  /* A growing list of whole numbers. */
  function list(size) {
    const all = { data: new Int32Array(size), size: 0 };
    all.push = function (value) {
      if (all.size === all.data.length) {
        const wider = new Int32Array(2 * all.size + 16);
        wider.set(all.data);
        all.data = wider;
      }
      all.data[all.size++] = value;
    };
    all.done = function () { return all.data.slice(0, all.size); };
    return all;
  }

  function coverage(bytes, count, quantum) {
    const next = numbers(bytes);
    const x = list(bytes.length >> 1), y = list(bytes.length >> 1);
    const arcStart = list(1024), ringStart = list(count + 1), shapeStart = list(count + 1), refs = list(1024);
    const open = new Map();
    const box = new Int32Array(4 * count);
    let originX = 0, originY = 0;

    function ends(px, py) {
      const key = (px + 16777216) * 33554432 + py + 16777216;
      let found = open.get(key);
      if (!found) open.set(key, found = []);
      return found;
    }

    for (let shape = 0; shape < count; shape++) {
      shapeStart.push(ringStart.size);
      let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
      for (let ring = next(); ring > 0; ring--) {
        ringStart.push(refs.size);
        originX += signed(next());
        originY += signed(next());
        let px = originX, py = originY;
        for (let arc = next(); arc > 0; arc--) {
          const here = ends(px, py), code = next();
          if (code) {
            const known = here.splice(here.length - code, 1)[0];
            const first = arcStart.data[known];
            const last = (known + 1 < arcStart.size ? arcStart.data[known + 1] : x.size) - 1;
            const backwards = x.data[last] === px && y.data[last] === py;
            refs.push(backwards ? ~known : known);
            const end = backwards ? first : last;
            px = x.data[end];
            py = y.data[end];
            const there = ends(px, py);
            there.splice(there.indexOf(known), 1);
          } else {
            const known = arcStart.size;
            refs.push(known);
            arcStart.push(x.size);
            x.push(px);
            y.push(py);
            for (let step = next(); step > 0; step--) {
              x.push(px += signed(next()));
              y.push(py += signed(next()));
              if (px < west) west = px;
              if (px > east) east = px;
              if (py < south) south = py;
              if (py > north) north = py;
            }
            here.push(known);
            ends(px, py).push(known);
          }
          if (px < west) west = px;
          if (px > east) east = px;
          if (py < south) south = py;
          if (py > north) north = py;
        }
      }
      box.set([west, south, east, north], 4 * shape);
    }
    shapeStart.push(ringStart.size);
    ringStart.push(refs.size);
    arcStart.push(x.size);
    const found = {
      quantum: quantum, count: count, x: x.done(), y: y.done(), arcStart: arcStart.done(), refs: refs.done(),
      ringStart: ringStart.done(), shapeStart: shapeStart.done(), box: box,
    };
    boxes(found);
    return found;
  }

  /* The first pass knows only the ends of the arcs that a shape shares with an earlier one. */
  function boxes(cover) {
    for (let shape = 0; shape < cover.count; shape++) {
      let west = cover.box[4 * shape], south = cover.box[4 * shape + 1];
      let east = cover.box[4 * shape + 2], north = cover.box[4 * shape + 3];
      eachArc(cover, shape, function (arc) {
        for (let i = cover.arcStart[arc]; i < cover.arcStart[arc + 1]; i++) {
          if (cover.x[i] < west) west = cover.x[i];
          if (cover.x[i] > east) east = cover.x[i];
          if (cover.y[i] < south) south = cover.y[i];
          if (cover.y[i] > north) north = cover.y[i];
        }
      });
      cover.box.set([west, south, east, north], 4 * shape);
    }
  }

  function eachArc(cover, shape, visit) {
    const from = cover.ringStart[cover.shapeStart[shape]], to = cover.ringStart[cover.shapeStart[shape + 1]];
    for (let i = from; i < to; i++) visit(cover.refs[i] < 0 ? ~cover.refs[i] : cover.refs[i]);
  }

  /* For each arc, the shapes on its two sides, and the kind of border that it is: 3 with the outside, 2 between
   * holders of the last kind (départements), 1 of the first (EPCI), 0 between the shapes themselves. */
  function borders(file) {
    const cover = file.shapes, arcs = cover.arcStart.length - 1;
    cover.one = new Int32Array(arcs).fill(-1);
    cover.other = new Int32Array(arcs).fill(-1);
    for (let shape = 0; shape < cover.count; shape++) {
      eachArc(cover, shape, function (arc) {
        if (cover.one[arc] < 0) cover.one[arc] = shape;
        else cover.other[arc] = shape;
      });
    }
    cover.kinds = new Uint8Array(arcs);
    for (let arc = 0; arc < arcs; arc++) {
      const a = cover.one[arc], b = cover.other[arc];
      if (b < 0) cover.kinds[arc] = 3;
      else file.groups.forEach(function (holders, kind) {
        if (holders[a] !== holders[b]) cover.kinds[arc] = file.groups.length === 1 ? 2 : kind + 1;
      });
    }
  }

  window.mapFile = { read: read, borders: borders };
})();
