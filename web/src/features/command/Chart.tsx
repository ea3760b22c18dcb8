// The parts of ECharts this dashboard uses, and no more.
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { t, useLanguage } from '../../i18n';
import type { FigureRow } from '../../lib/api';
import { useTheme } from '../../lib/theme';
import { token } from '../../lib/token';
import type { ChartKind } from './Dashboard';

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer]);
const BAR = 26;

/** `onPick` hears which series and row was clicked; the table beside offers the same to the keyboard. */
export default function Chart({ kind, rows, title, onPick }: { kind: ChartKind; rows: FigureRow[]; title: string; onPick: (series: number, index: number) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  const theme = useTheme();
  const language = useLanguage();
  const height = kind === 'days' ? 260 : Math.max(160, rows.length * BAR + 60);
  useEffect(() => {
    if (!box.current) return;
    const chart = echarts.init(box.current, undefined, { renderer: 'svg' });
    chart.setOption(option(kind, rows, title));
    chart.on('click', (event) => pick.current(event.seriesIndex ?? 0, event.dataIndex));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(box.current);
    return () => { watch.disconnect(); chart.dispose(); };
  }, [kind, rows, title, theme, language]);
  return <div ref={box} className="chart-box" style={{ height }} role="img" aria-label={title} />;
}

function option(kind: ChartKind, rows: FigureRow[], title: string): echarts.EChartsCoreOption {
  const text = { color: token('muted'), fontFamily: token('font'), fontSize: 12 };
  const names = { type: 'category', data: rows.map((row) => row.name), inverse: kind !== 'days', axisLabel: text, axisTick: { show: false }, axisLine: { lineStyle: { color: token('line') } } };
  const values = { type: 'value', axisLabel: kind === 'rate' ? { ...text, formatter: '{value}%' } : text, max: kind === 'rate' ? 100 : undefined, minInterval: 1, splitLine: { lineStyle: { color: token('line') } } };
  const bar = (name: string, data: number[], colour: string, stack?: string) => ({ type: 'bar', name, data, stack, barMaxWidth: 16, itemStyle: { color: token(colour) } });
  const line = (name: string, data: number[], colour: string, dash?: boolean) => ({ type: 'line', name, data, symbol: dash ? 'rect' : 'circle', lineStyle: { width: 2, type: dash ? 'dashed' : 'solid' }, itemStyle: { color: token(colour) } });
  const series = {
    stack: () => [bar(t('figure.openInTime'), rows.map((r) => Math.max(0, r.open - r.overdue)), 'line-strong', 'open'), bar(t('figure.overdue'), rows.map((r) => r.overdue), 'red', 'open')],
    rate: () => [bar(t('figure.onTime'), rows.map((r) => r.on_time_rate ?? 0), 'blue')],
    opened: () => [bar(t('figure.opened'), rows.map((r) => r.opened), 'blue')],
    days: () => [line(t('figure.opened'), rows.map((r) => r.opened), 'blue'), line(t('figure.closed'), rows.map((r) => r.closed), 'green', true)],
  }[kind]();
  return {
    aria: { enabled: true, label: { description: title } },
    animationDuration: 250,
    textStyle: text,
    grid: { left: 8, right: 20, top: series.length > 1 ? 34 : 8, bottom: 4, containLabel: true },
    legend: series.length > 1 ? { top: 0, left: 0, textStyle: text, itemHeight: 10 } : undefined,
    tooltip: { trigger: 'axis', axisPointer: { type: kind === 'days' ? 'line' : 'shadow' }, backgroundColor: token('raised'), borderColor: token('line'), textStyle: { color: token('text') } },
    xAxis: kind === 'days' ? names : values,
    yAxis: kind === 'days' ? values : names,
    series,
  };
}
