/** The charts: ECharts with what is used of it only, drawn as SVG. */
import { BarChart, CustomChart, HeatmapChart, LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent, VisualMapComponent, AriaComponent } from 'echarts/components'
import { init, use, type ECharts, type EChartsCoreOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { words } from '@/words'

use([BarChart, CustomChart, HeatmapChart, LineChart, GridComponent, TooltipComponent, VisualMapComponent, AriaComponent, SVGRenderer])

export function draw(box: HTMLElement): ECharts {
  return init(box, undefined, { renderer: 'svg', locale: words.language === 'zh' ? 'ZH' : 'EN' })
}
export type { ECharts, EChartsCoreOption }
