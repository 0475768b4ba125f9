export const ADMINISTRATION = {} as const
