export const OVERVIEW = {} as const
