// Words of the map of grids.
export const grid = {
  'map.grids': ['显示网格', 'Show grids'],
  'map.list': ['画面内的办件', 'Cases in view'],
  'map.none': ['画面内没有办件。', 'No cases in view.'],
  'map.truncated': ['画面内太多，只显示一部分，请放大。', 'Too many in view; zoom in to see all.'],
  'map.up': ['回到{name}', 'Back to {name}'],
  'map.area': ['{name}：在办 {open}，超时 {overdue}', '{name}: {open} open, {overdue} overdue'],
  'map.hint': ['点击办件打开，双击区域进入下一级。', 'Click a case to open it; double-click an area to go deeper.'],
} as const;
