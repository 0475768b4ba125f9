/** What each chart shows, from the figures of the reports. */
import { t } from '@/words'
import type { EChartsCoreOption } from './charts'
import { figure, type Band, type ReportItem } from './reports'

const INK = '#2f3b36'
const LINE = '#dbe2df'
const ACCENT = '#0b6b4f'
const BAND = '#cfe5dc'
const axis = { axisLine: { lineStyle: { color: '#8d9a95' } }, axisLabel: { color: INK }, splitLine: { lineStyle: { color: LINE } }, axisTick: { show: false } }
const GRID = { left: 46, right: 16, top: 16, bottom: 28 }
/** Tooltips are drawn as SVG text, never as markup: names in them are other people's words. */
const TOOLTIP = { renderMode: 'richText', confine: true }

/** A line with the range around it that is usual or likely. */
export function trend(days: string[], values: (number | null)[], bands: Band[], name: string): EChartsCoreOption {
  const label = (value: unknown) => figure(name, typeof value === 'number' ? value : null)
  return {
    aria: { enabled: true },
    animation: false,
    grid: GRID,
    tooltip: { ...TOOLTIP, trigger: 'axis', formatter: (all: { dataIndex: number }[]) => {
      const index = all[0]?.dataIndex ?? 0
      const band = bands[index]
      return `${days[index]}\n${label(values[index])}${band && band.high > 0 ? `\n${t('dash.usual')} ${label(band.low)}–${label(band.high)}` : ''}`
    } },
    xAxis: { type: 'category', data: days.map((day) => day.slice(5)), ...axis, splitLine: { show: false } },
    yAxis: { type: 'value', ...axis, axisLine: { show: false }, max: name === 'csat' ? 1 : undefined, axisLabel: { color: INK, formatter: (value: number) => figure(name, value) } },
    series: [
      { type: 'line', stack: 'band', data: bands.map((one) => one.low), symbol: 'none', lineStyle: { opacity: 0 }, silent: true },
      { type: 'line', stack: 'band', data: bands.map((one) => one.high - one.low), symbol: 'none', lineStyle: { opacity: 0 }, areaStyle: { color: BAND, opacity: 1 }, silent: true },
      { type: 'line', data: values, symbolSize: 5, showSymbol: days.length < 40, connectNulls: true, lineStyle: { color: ACCENT, width: 2 }, itemStyle: { color: ACCENT } },
    ],
  }
}

export function heat(topics: string[], stores: string[], cells: [number, number, number][]): EChartsCoreOption {
  const most = Math.max(1, ...cells.map((cell) => cell[2]))
  return {
    aria: { enabled: true },
    animation: false,
    grid: { left: 124, right: 16, top: 8, bottom: 84 },
    tooltip: { ...TOOLTIP, formatter: (one: { value: [number, number, number] }) => `${topics[one.value[1]]} × ${stores[one.value[0]]}\n${one.value[2]}` },
    xAxis: { type: 'category', data: stores, ...axis, axisLabel: { color: INK, rotate: 35, interval: 0, width: 90, overflow: 'truncate' } },
    yAxis: { type: 'category', data: topics, ...axis, axisLabel: { color: INK, width: 112, overflow: 'truncate' }, inverse: true },
    visualMap: { show: false, min: 0, max: most, inRange: { color: ['#f4f8f6', '#9fcdbb', '#0b6b4f'] } },
    series: [{ type: 'heatmap', data: cells, label: { show: true, formatter: (one: { value: [number, number, number] }) => (one.value[2] ? String(one.value[2]) : '') }, itemStyle: { borderColor: '#fff', borderWidth: 1 } }],
  }
}

/** Scores by store, best first, each with the interval it is known to. */
export function ranking(stores: ReportItem[]): EChartsCoreOption {
  const value = (one: ReportItem, name: string) => one.figures[name] ?? 0
  return {
    aria: { enabled: true },
    animation: false,
    grid: { left: 132, right: 44, top: 8, bottom: 28 },
    tooltip: { ...TOOLTIP, formatter: (one: { dataIndex: number }) => {
      const store = stores[one.dataIndex]
      return store ? `${store.name}\n${figure('csat', store.figures.csat)}（${figure('csat', store.figures.csat_low)}–${figure('csat', store.figures.csat_high)}）\n${t('report.answered')} ${value(store, 'answered')}` : ''
    } },
    xAxis: { type: 'value', min: 0, max: 1, ...axis, axisLabel: { color: INK, formatter: (one: number) => `${one * 100}%` } },
    yAxis: { type: 'category', data: stores.map((one) => one.name), inverse: true, ...axis, axisLabel: { color: INK, width: 120, overflow: 'truncate' } },
    series: [
      { type: 'bar', data: stores.map((one) => value(one, 'csat')), itemStyle: { color: '#7fb8a4' }, barWidth: '60%' },
      { type: 'custom', silent: true, data: stores.map((one, index) => [value(one, 'csat_low'), value(one, 'csat_high'), index]),
        renderItem: (_: unknown, api: { value: (at: number) => number; coord: (at: number[]) => number[] }) => {
          const low = api.coord([api.value(0), api.value(2)])
          const high = api.coord([api.value(1), api.value(2)])
          const style = { stroke: INK, lineWidth: 1.5 }
          const line = (x1: number, y1: number, x2: number, y2: number) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style })
          return { type: 'group', children: [line(low[0]!, low[1]!, high[0]!, high[1]!), line(low[0]!, low[1]! - 4, low[0]!, low[1]! + 4), line(high[0]!, high[1]! - 4, high[0]!, high[1]! + 4)] }
        } },
    ],
  }
}
