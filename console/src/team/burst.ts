import { t } from '@/words'

/** Says how many customers came against how many usually do; less than one in ten is hardly ever. */
export const burstWords = ({ observed, expected }: { observed: number; expected: number }) =>
  expected < 0.1 ? t('incident.burstNew', { n: observed }) : t('incident.burst', { n: observed, expected: expected.toFixed(1) })
