'use strict';
// Draws the picture with ECharts. Times in here are units of 100 ns from the first event on; axes are in milliseconds.

const TICKS_PER_MS = 10000;
const data = JSON.parse(document.getElementById('data').textContent);

// Far enough from each other and from red and amber, which mean something else, on both backgrounds.
const COLOURS = ['#4e8fd0', '#2fa58a', '#9a72cf', '#63ab3f', '#d46fa8', '#8d7355', '#3bb0c9', '#6674e0', '#98983a', '#b48be0',
  '#4f7f6b', '#7d93ad'];
// Red and amber, the grey of what is unknown, and the row itself: each as on paper and as in the dark.
const TAKEN = ['#c62828', '#ff7b72', '#b26a00', '#f0b352', '#6b7280', '#9aa3af', '#f0f2f5', '#1e242d'];

// --- what was packed --------------------------------------------------------------------------------------------------

class Unpacker {
  constructor(base64) {
    this.bytes = atob(base64);
    this.at = 0;
  }

  get more() {
    return this.at < this.bytes.length;
  }

  next() {
    let number = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes.charCodeAt(this.at++);
      number += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        return number;
      }
      scale *= 128;
    }
  }

  nextSigned() {
    const number = this.next();
    return number % 2 ? -(number + 1) / 2 : number / 2;
  }
}

/** A row per slot: columns of numbers, by start. */
function unpackRow(packed) {
  const count = packed.next();
  const row = {count, start: new Float64Array(count), end: new Float64Array(count), party: new Uint16Array(count),
    flags: new Uint8Array(count), lane: new Uint8Array(count), lanes: new Uint8Array(count), thread: new Uint16Array(count),
    outcome: new Uint16Array(count), length: new Float64Array(count), generation: new Float64Array(count), longest: 0};
  let start = 0;
  let generation = 0;
  for (let i = 0; i < count; i++) {
    start += packed.next();
    const time = packed.next();
    const party = packed.next();
    const lane = packed.next();
    row.start[i] = start;
    row.end[i] = start + time;
    row.party[i] = party >> 2;
    row.flags[i] = party & 3;
    row.lane[i] = lane >> 4;
    row.lanes[i] = (lane & 15) + 1;
    row.thread[i] = packed.next();
    row.outcome[i] = packed.next();
    row.length[i] = packed.next();
    generation += packed.nextSigned();
    row.generation[i] = generation;
    row.longest = Math.max(row.longest, time);
  }
  return row;
}

function unpackSteps(base64) {
  const packed = new Unpacker(base64);
  const steps = [];
  let time = 0;
  while (packed.more) {
    time += packed.next();
    steps.push([time / TICKS_PER_MS, packed.next()]);
  }
  return steps;
}

const LEASE = 1;
const RECOVERED = 2;
const packedRows = new Unpacker(data.rows);
data.pools.forEach((pool, index) => {
  pool.rows = Array.from({length: pool.slots}, () => unpackRow(packedRows));
  pool.steps = unpackSteps(pool.free);
  pool.waits = data.waits.filter(wait => wait[0] === index);
  pool.exhaustions = data.exhaustions.filter(found => found[0] === index);
});

// --- words ------------------------------------------------------------------------------------------------------------

function escapeHtml(text) {
  return text.replace(/[&<>"]/g, sign => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[sign]);
}

function time(ticks) {
  const nanos = ticks * 100;
  const [value, unit] = nanos >= 1e9 ? [nanos / 1e9, 's'] : nanos >= 1e6 ? [nanos / 1e6, 'ms'] : [nanos / 1e3, 'µs'];
  return value.toFixed(value < 10 ? 2 : 1) + ' ' + unit;
}

/** A time on the axis, as exactly as the visible part needs it. */
function moment(ms, span) {
  return span >= 2000 ? (ms / 1000).toFixed(span >= 20000 ? 0 : 1) + ' s'
    : span >= 2 ? ms.toFixed(span >= 20 ? 0 : 1) + ' ms'
    : (ms * 1000).toFixed(0) + ' µs';
}

function bytes(number) {
  return number < 1024 ? number + ' B' : number < 1048576 ? (number / 1024).toFixed(1) + ' KiB'
    : (number / 1048576).toFixed(1) + ' MiB';
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

function channels(hex) {
  return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
}

/** How different two colours look, about: 0 to 765, which weighs the channels as the eye does. */
function difference(one, other) {
  const [red, green, blue] = one.map((part, i) => part - other[i]);
  const warmth = (one[0] + other[0]) / 512;
  return Math.sqrt((2 + warmth) * red * red + 4 * green * green + (3 - warmth) * blue * blue);
}

function hexOf(hue, saturation, lightness) {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  return '#' + [0, 8, 4].map(place => {
    const at = (place + hue / 30) % 12;
    const part = lightness - chroma * Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return Math.round(255 * part).toString(16).padStart(2, '0');
  }).join('');
}

/** A colour for each of so many: behind the list, always the one that differs most from all before it. */
function coloursFor(count) {
  const colours = [...COLOURS];
  if (count <= colours.length) {
    return colours;
  }
  const found = new Map();
  for (let hue = 0; hue < 360; hue += 5) {
    for (const saturation of [0.35, 0.6, 0.9]) {
      for (const lightness of [0.35, 0.45, 0.55, 0.65]) {
        const hex = hexOf(hue, saturation, lightness);
        found.set(hex, {hex, parts: channels(hex), nearest: Infinity});
      }
    }
  }
  const free = [...found.values()];
  const use = hex => {
    const parts = channels(hex);
    free.forEach(one => one.nearest = Math.min(one.nearest, difference(one.parts, parts)));
  };
  TAKEN.concat(COLOURS).forEach(use);
  while (colours.length < Math.min(count, free.length)) {
    const next = free.reduce((best, one) => one.nearest > best.nearest ? one : best);
    colours.push(next.hex);
    use(next.hex);
  }
  return colours;
}

const partyColours = coloursFor(data.parties.length);

function partyColour(party) {
  return party === data.unknown ? colour('unknown') : partyColours[party % partyColours.length];
}

// --- the timeline -----------------------------------------------------------------------------------------------------

/** Many rectangles of one colour: x, y, width, height of each. */
echarts.graphic.registerShape('rectangles', echarts.graphic.extendShape({
  type: 'rectangles',
  shape: {list: []},
  buildPath(context, shape) {
    const list = shape.list;
    for (let i = 0; i < list.length; i += 4) {
      context.rect(list[i], list[i + 1], list[i + 2], list[i + 3]);
    }
  },
}));

const FREE_HEIGHT = 56;
const TITLE_HEIGHT = 26;
const AXIS_HEIGHT = 24;
const TOP = 46;
const totalSlots = data.pools.reduce((sum, pool) => sum + pool.slots, 0);
const rowHeight = Math.max(4, Math.min(18, Math.floor(1500 / Math.max(1, totalSlots))));
const whole = Math.max(data.length / TICKS_PER_MS, 0.001);

const timelineElement = document.getElementById('timeline');
const histogramElement = document.getElementById('histograms');
let onlyParty = -1;
let mouseX = 0;
let mouseY = 0;

/** What lies in the visible part: pixels of ticks and back. */
function scale(api, grid) {
  const zero = api.coord([0, 0])[0];
  const perTick = (api.coord([1000, 0])[0] - zero) / 1000 / TICKS_PER_MS;
  return {
    x: ticks => zero + ticks * perTick,
    from: (grid.x - zero) / perTick,
    to: (grid.x + grid.width - zero) / perTick,
    perTick,
  };
}

function firstAtOrAfter(starts, wanted) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/**
 * Collects rectangles by colour. What is narrower than a pixel shares its column with its neighbours, and whoever had
 * the sample longest within it gets the column.
 */
class Brush {
  constructor(grid) {
    this.grid = grid;
    this.lists = new Map();
    this.column = -1;
    this.shares = new Map();
  }

  rectangle(key, x, y, width, height) {
    const left = Math.max(x, this.grid.x);
    const right = Math.min(x + width, this.grid.x + this.grid.width);
    if (right <= left) {
      return;
    }
    let list = this.lists.get(key);
    if (!list) {
      this.lists.set(key, list = []);
    }
    const last = list.length - 4;
    if (last >= 0 && list[last + 1] === y && list[last + 3] === height && width <= 1
        && Math.abs(left - list[last] - list[last + 2]) < 0.01) {
      list[last + 2] = right - list[last]; // columns beside each other
    } else {
      list.push(left, y, right - left, height);
    }
  }

  sliver(key, x, width, y, height) {
    const column = Math.floor(x);
    if (column !== this.column) {
      this.flush(y, height);
      this.column = column;
    }
    this.shares.set(key, (this.shares.get(key) || 0) + width);
  }

  flush(y, height) {
    let best = -1;
    let most = -1;
    this.shares.forEach((share, key) => {
      if (share > most) {
        best = key;
        most = share;
      }
    });
    if (best >= 0) {
      this.rectangle(best, this.column, y, 1, height);
    }
    this.shares.clear();
  }
}

function drawRow(pool, index, params, api) {
  const row = pool.rows[index];
  const grid = params.coordSys;
  const view = scale(api, grid);
  const band = api.size([0, 1])[1];
  const gap = band >= 6 ? 1 : 0;
  const top = api.coord([0, index])[1] - band / 2 + gap;
  const height = band - 2 * gap;
  const brush = new Brush(grid);
  const lost = [];
  const end = firstAtOrAfter(row.start, view.to);
  for (let i = firstAtOrAfter(row.start, view.from - row.longest); i < end; i++) {
    if (row.end[i] < view.from) {
      continue;
    }
    const key = row.party[i] * 2 + (row.flags[i] & LEASE);
    const x = view.x(row.start[i]);
    const width = (row.end[i] - row.start[i]) * view.perTick;
    const lane = height / row.lanes[i];
    if (row.flags[i] & RECOVERED) {
      lost.push(Math.max(x, grid.x), top, Math.min(x + width, grid.x + grid.width) - Math.max(x, grid.x), height);
    }
    if (width < 1) {
      brush.sliver(key, x, width, top, height);
    } else {
      const seam = width > 3 ? 0.5 : 0; // tells neighbours of one colour from each other
      brush.rectangle(key, x, top + row.lane[i] * lane, width - seam, lane);
    }
  }
  brush.flush(top, height);

  const children = [{type: 'rect', shape: {x: grid.x, y: top, width: grid.width, height}, style: {fill: colour('track')}}];
  brush.lists.forEach((list, key) => {
    const party = key >> 1;
    const shown = onlyParty < 0 || onlyParty === party;
    children.push({type: 'rectangles', shape: {list}, silent: true,
      style: {fill: partyColour(party), opacity: (shown ? 1 : 0.12) * (key & LEASE ? 0.5 : 1)}});
  });
  const empty = [];
  let last = -2;
  for (const found of pool.exhaustions) {
    const x = Math.round(view.x(found[1]));
    if (x > last + 1 && x >= grid.x && x <= grid.x + grid.width) {
      empty.push(x - 0.5, top - gap, 1, height + 2 * gap);
      last = x;
    }
  }
  children.push({type: 'rectangles', shape: {list: empty}, silent: true, style: {fill: colour('bad'), opacity: 0.55}});
  children.push({type: 'rectangles', shape: {list: lost}, silent: true,
    style: {fill: 'none', stroke: colour('bad'), lineWidth: 2}});
  return {type: 'group', children};
}

/** How many slots were free; in a column of pixels the fewest. Waits as a strip below, what ran empty as lines through it. */
function drawFree(pool, params, api) {
  const grid = params.coordSys;
  const view = scale(api, grid);
  const bottom = grid.y + grid.height;
  const area = [];
  const edge = [];
  let left = grid.x;
  let fewest = pool.slots; // in what is narrower than a pixel
  const put = (width, count) => {
    const height = grid.height * count / Math.max(1, pool.slots);
    area.push(left, bottom - height, width, height);
    edge.push(left, bottom - height, width, 1.5);
    left += width;
    fewest = pool.slots;
  };
  const column = (to, count) => { // so many were free up to there
    const right = Math.min(to, grid.x + grid.width);
    if (right - left >= 1 && fewest < count) {
      put(1, fewest);
    }
    if (right - left >= 1) {
      put(right - left, count);
    } else {
      fewest = Math.min(fewest, count);
    }
  };
  let free = pool.slots;
  for (const [ms, next] of pool.steps) {
    const ticks = ms * TICKS_PER_MS;
    if (ticks > view.to) {
      break;
    }
    if (ticks > view.from) {
      column(view.x(ticks), free);
    }
    free = next;
  }
  column(grid.x + grid.width, free);
  const waits = [];
  let reached = -1;
  for (const wait of pool.waits) {
    const x = Math.max(grid.x, reached, view.x(wait[1]));
    const right = Math.min(grid.x + grid.width, Math.max(x + 1.5, view.x(wait[1] + wait[2])));
    if (right > x && view.x(wait[1] + wait[2]) >= grid.x) {
      waits.push(x, bottom - 6, right - x, 6);
      reached = right;
    }
  }
  const lines = [];
  const heads = [];
  let last = -3;
  for (const found of pool.exhaustions) {
    const x = view.x(found[1]);
    if (x >= last + 1 && x >= grid.x && x <= grid.x + grid.width) {
      lines.push(x - 0.75, grid.y, 1.5, grid.height);
      heads.push(x - 3, grid.y, 6, 6);
      last = x;
    }
  }
  return {type: 'group', children: [
    {type: 'rect', shape: {x: grid.x, y: grid.y, width: grid.width, height: grid.height}, style: {fill: 'rgba(0,0,0,0)'}},
    {type: 'rectangles', shape: {list: area}, silent: true, style: {fill: colour('free'), opacity: 0.3}},
    {type: 'rectangles', shape: {list: edge}, silent: true, style: {fill: colour('free')}},
    {type: 'rectangles', shape: {list: waits}, silent: true, style: {fill: colour('warn')}},
    {type: 'rectangles', shape: {list: lines.concat(heads)}, silent: true, style: {fill: colour('bad')}},
  ]};
}

function tickAt(gridIndex) {
  return timeline.convertFromPixel({gridIndex}, [mouseX, mouseY])[0] * TICKS_PER_MS;
}

function ticksPerPixel(gridIndex) {
  const [from, to] = [0, 1].map(x => timeline.convertFromPixel({gridIndex}, [x, mouseY])[0]);
  return (to - from) * TICKS_PER_MS;
}

function rowTip(pool, index, gridIndex) {
  const row = pool.rows[index];
  const at = tickAt(gridIndex);
  const near = ticksPerPixel(gridIndex);
  const found = [];
  const end = firstAtOrAfter(row.start, at + near);
  for (let i = firstAtOrAfter(row.start, at - near - row.longest); i < end; i++) {
    if (row.end[i] >= at - near / 2) {
      found.push(i);
    }
  }
  const title = `<b>${escapeHtml(pool.name)}, slot ${index}</b> at ${time(at)}`;
  if (found.length === 0) {
    return title + '<br>free';
  }
  const lines = found.slice(0, 8).map(i => {
    const [name, kind] = data.parties[row.party[i]];
    const what = row.party[i] === data.unknown ? '' : row.flags[i] & LEASE ? 'lease' : 'hold';
    return `<span class="swatch" style="background:${partyColour(row.party[i])}"></span> <b>${escapeHtml(name)}</b>`
      + `${kind && kind !== name ? ' (' + escapeHtml(kind) + ')' : ''} ${what}<br>`
      + `${time(row.start[i])} + ${time(row.end[i] - row.start[i])}, ${escapeHtml(data.texts[row.outcome[i]])}`
      + `${row.party[i] === data.unknown ? '' : ' on ' + escapeHtml(data.threads[row.thread[i]])}<br>`
      + `generation ${row.generation[i]}${row.length[i] ? ', ' + bytes(row.length[i]) : ''}`;
  });
  if (found.length > 8) {
    lines.push(`and ${found.length - 8} more; zoom in`);
  }
  return [title, ...lines].join('<br>');
}

function freeTip(pool, gridIndex) {
  const at = tickAt(gridIndex);
  const near = 4 * ticksPerPixel(gridIndex);
  let free = pool.slots;
  let low = 0;
  let high = pool.steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pool.steps[middle][0] * TICKS_PER_MS <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low > 0) {
    free = pool.steps[low - 1][1];
  }
  const lines = [`<b>${escapeHtml(pool.name)}</b> at ${time(at)}`, `${free} of ${pool.slots} free`];
  for (const wait of pool.waits.filter(one => one[1] - near <= at && one[1] + one[2] + near >= at).slice(0, 4)) {
    lines.push(`${escapeHtml(data.texts[wait[3]])} waited ${time(wait[2])}: ${escapeHtml(data.texts[wait[4]])}`);
  }
  for (const found of pool.exhaustions.filter(one => Math.abs(one[1] - at) <= near).slice(0, 3)) {
    lines.push(`<b>nothing free</b> for ${escapeHtml(data.texts[found[2]])}: ${escapeHtml(data.texts[found[3]])}`);
  }
  return lines.join('<br>');
}

function timelineOption(zoom) {
  const option = {
    animation: false,
    textStyle: {fontFamily: getComputedStyle(document.body).fontFamily},
    title: [],
    grid: [],
    xAxis: [],
    yAxis: [],
    series: [],
    tooltip: {
      trigger: 'item',
      confine: true,
      transitionDuration: 0,
      backgroundColor: colour('paper'),
      borderColor: colour('line'),
      textStyle: {color: colour('ink'), fontSize: 13},
      extraCssText: 'max-width:34rem;white-space:normal',
    },
    dataZoom: [],
  };
  const every = [1, 2, 5, 10, 20, 50].find(step => step * rowHeight >= 14) || 100; // labels of slots
  let y = TOP;
  data.pools.forEach((pool, index) => {
    const free = 2 * index;
    const slots = free + 1;
    const height = Math.max(pool.slots, 1) * rowHeight;
    option.title.push({text: pool.name, left: 0, top: y - 4, padding: 0,
      textStyle: {color: colour('ink'), fontSize: 14, fontWeight: 600}});
    option.grid.push({left: 64, right: 32, top: y + TITLE_HEIGHT, height: FREE_HEIGHT});
    option.grid.push({left: 64, right: 32, top: y + TITLE_HEIGHT + FREE_HEIGHT + 6, height});
    const axis = {type: 'value', min: 0, max: whole, axisLine: {show: false}, axisTick: {show: false},
      splitLine: {lineStyle: {color: colour('line')}}};
    option.xAxis.push({...axis, gridIndex: free, axisLabel: {show: false}});
    option.xAxis.push({...axis, gridIndex: slots, splitLine: {show: false},
      axisLabel: {color: colour('soft'), hideOverlap: true, formatter: value => moment(value, span())}});
    option.yAxis.push({type: 'value', gridIndex: free, min: 0, max: Math.max(pool.slots, 1), interval: Math.max(pool.slots, 1),
      name: 'free', nameLocation: 'middle', nameGap: 26, nameTextStyle: {color: colour('soft')},
      axisLabel: {color: colour('soft')}, splitLine: {lineStyle: {color: colour('line')}}});
    option.yAxis.push({type: 'category', gridIndex: slots, inverse: true, data: pool.rows.map((row, slot) => String(slot)),
      name: 'slot', nameLocation: 'middle', nameGap: 34, nameTextStyle: {color: colour('soft')},
      axisLine: {show: false}, axisTick: {show: false},
      axisLabel: {color: colour('soft'), interval: slot => slot % every === 0}});
    option.series.push({type: 'custom', id: 'free ' + index, xAxisIndex: free, yAxisIndex: free, clip: true,
      data: [[0, 0]], encode: {x: -1, y: -1}, tooltip: {formatter: () => freeTip(pool, free)},
      renderItem: (params, api) => drawFree(pool, params, api)});
    option.series.push({type: 'custom', id: 'slots ' + index, xAxisIndex: slots, yAxisIndex: slots, clip: true,
      data: pool.rows.map((row, slot) => [0, slot]), encode: {x: -1, y: 1},
      tooltip: {formatter: params => rowTip(pool, params.dataIndex, slots)},
      renderItem: (params, api) => drawRow(pool, params.dataIndex, params, api)});
    y += TITLE_HEIGHT + FREE_HEIGHT + 6 + height + AXIS_HEIGHT + 20;
  });
  const all = data.pools.flatMap((pool, index) => [2 * index, 2 * index + 1]);
  const zooming = {xAxisIndex: all, filterMode: 'none', start: zoom[0], end: zoom[1]};
  option.dataZoom.push({...zooming, type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: true,
    preventDefaultMouseMove: false});
  option.dataZoom.push({...zooming, type: 'slider', top: 8, left: 64, right: 32, height: 20, brushSelect: false,
    showDataShadow: false, borderColor: colour('line'), fillerColor: 'rgba(120,150,190,0.25)',
    backgroundColor: colour('track'), textStyle: {color: colour('soft')},
    labelFormatter: value => moment(value, whole)});
  timelineElement.style.height = y + 'px';
  return option;
}

let timeline = null;
let zoom = [0, 100];

function span() {
  return whole * (zoom[1] - zoom[0]) / 100;
}

function say() {
  document.getElementById('shown').textContent =
    `${time(zoom[0] / 100 * data.length)} to ${time(zoom[1] / 100 * data.length)} of ${time(data.length)}`;
}

function zoomTo(start, end) {
  const least = Math.min(100, 100 * 0.002 / whole); // 2 µs
  const width = Math.min(100, Math.max(least, end - start));
  const from = Math.max(0, Math.min(100 - width, start));
  timeline.dispatchAction({type: 'dataZoom', start: from, end: from + width});
}

function zoomBy(factor) {
  const middle = (zoom[0] + zoom[1]) / 2;
  const half = (zoom[1] - zoom[0]) / 2 * factor;
  zoomTo(middle - half, middle + half);
}

function moveBy(share) {
  const by = (zoom[1] - zoom[0]) * share;
  zoomTo(zoom[0] + by, zoom[1] + by);
}

const commands = {
  in: () => zoomBy(0.5),
  out: () => zoomBy(2),
  left: () => moveBy(-0.3),
  right: () => moveBy(0.3),
  whole: () => zoomTo(0, 100),
};
const keys = {'+': 'in', '=': 'in', '-': 'out', 'ArrowLeft': 'left', 'ArrowRight': 'right', '0': 'whole'};
Object.keys(commands).forEach(id => document.getElementById(id).addEventListener('click', commands[id]));
// Before the chart hears of it, which then asks for the words at this place.
timelineElement.addEventListener('mousemove', event => {
  const box = timelineElement.getBoundingClientRect();
  mouseX = event.clientX - box.left;
  mouseY = event.clientY - box.top;
}, true);
timelineElement.addEventListener('keydown', event => {
  if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
    commands[keys[event.key]]();
    event.preventDefault();
  }
});

// --- histograms -------------------------------------------------------------------------------------------------------

function histogramOption() {
  const width = histogramElement.clientWidth;
  const columns = Math.max(1, Math.min(3, Math.floor(width / 360)));
  const cell = width / columns;
  const HEIGHT = 170;
  const option = {animation: false, textStyle: {fontFamily: getComputedStyle(document.body).fontFamily}, title: [], grid: [], xAxis: [], yAxis: [], series: [],
    tooltip: {trigger: 'axis', confine: true, axisPointer: {type: 'shadow'}, backgroundColor: colour('paper'),
      borderColor: colour('line'), textStyle: {color: colour('ink'), fontSize: 13}}};
  const labels = data.limits.map(limit => '≤ ' + short(limit)).concat('> ' + short(data.limits[data.limits.length - 1]));
  // The same times for all, so that they can be compared; without what nobody had.
  let first = labels.length - 1;
  let last = 0;
  data.histograms.forEach(({counts}) => counts.forEach((count, i) => {
    if (count) {
      first = Math.min(first, i);
      last = Math.max(last, i);
    }
  }));
  first = Math.max(0, Math.min(first, last) - 1);
  last = Math.min(labels.length - 1, last + 1);
  data.histograms.forEach(({party, counts}, i) => {
    const left = (i % columns) * cell;
    const top = Math.floor(i / columns) * HEIGHT;
    const [name, kind] = data.parties[party];
    option.title.push({text: name, subtext: kind === name ? '' : kind, left: left + 44, top: top + 6, padding: 0, itemGap: 2,
      textStyle: {color: colour('ink'), fontSize: 13, fontWeight: 600}, subtextStyle: {color: colour('soft'), fontSize: 11}});
    option.grid.push({left: left + 44, top: top + 44, width: cell - 68, height: HEIGHT - 82});
    option.xAxis.push({type: 'category', gridIndex: i, data: labels.slice(first, last + 1), axisTick: {show: false},
      axisLine: {lineStyle: {color: colour('line')}}, axisLabel: {color: colour('soft'), fontSize: 11, hideOverlap: true}});
    option.yAxis.push({type: 'value', gridIndex: i, splitNumber: 2, minInterval: 1,
      axisLabel: {color: colour('soft'), fontSize: 11}, splitLine: {lineStyle: {color: colour('line')}}});
    option.series.push({type: 'bar', name, xAxisIndex: i, yAxisIndex: i, barCategoryGap: '8%', data: counts.slice(first, last + 1),
      itemStyle: {color: partyColour(party)}});
  });
  histogramElement.style.height = Math.ceil(data.histograms.length / columns) * HEIGHT + 'px';
  return option;
}

function short(nanos) {
  return nanos >= 1e9 ? nanos / 1e9 + ' s' : nanos >= 1e6 ? nanos / 1e6 + ' ms' : nanos / 1e3 + ' µs';
}

// --- all of it --------------------------------------------------------------------------------------------------------

function drawLegend() {
  const legend = document.getElementById('legend');
  legend.textContent = '';
  data.parties.forEach(([name, kind], party) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-pressed', onlyParty === party);
    button.title = kind;
    const swatch = document.createElement('i');
    swatch.style.background = partyColour(party);
    button.append(swatch, name);
    button.addEventListener('click', () => {
      onlyParty = onlyParty === party ? -1 : party;
      drawLegend();
      timeline.setOption(timelineOption(zoom));
    });
    legend.append(button);
  });
  for (const [name, background, shown] of [
    ['lease (paler than a hold)', 'linear-gradient(90deg, #4e8fd080 50%, #4e8fd0 50%)', true],
    ['waited', colour('warn'), data.waits.length > 0],
    ['nothing free', colour('bad'), data.exhaustions.length > 0]]) {
    if (shown) {
      const entry = document.createElement('span');
      const swatch = document.createElement('i');
      swatch.style.background = background;
      entry.append(swatch, name);
      legend.append(entry);
    }
  }
}

function draw() {
  drawLegend();
  for (const chart of [echarts.getInstanceByDom(timelineElement), echarts.getInstanceByDom(histogramElement)]) {
    chart?.dispose();
  }
  const option = timelineOption(zoom);
  timeline = echarts.init(timelineElement, null, {renderer: 'canvas'});
  timeline.on('datazoom', () => {
    const now = timeline.getOption().dataZoom[0];
    zoom = [now.start, now.end];
    say();
  });
  const drawn = new Promise(resolve => timeline.on('finished', resolve));
  timeline.setOption(option);
  say();
  const histograms = histogramOption();
  const chart = echarts.init(histogramElement, null, {renderer: 'canvas'});
  const counted = new Promise(resolve => chart.on('finished', resolve));
  chart.setOption(histograms);
  // How long it took from the first byte on, for who wants to know.
  Promise.all([drawn, counted]).then(() => requestAnimationFrame(() => {
    document.documentElement.dataset.drawn ??= performance.now().toFixed(0);
  }));
}

draw();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
let resizing = 0;
addEventListener('resize', () => {
  clearTimeout(resizing);
  resizing = setTimeout(draw, 150);
});
