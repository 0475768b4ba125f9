/** A refusal in the service's own words (RFC 9457), with the fields it is about. */
export interface FieldFault {
  pointer: string
  detail: string
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
    readonly errors: FieldFault[] = [],
    readonly type = '',
  ) {
    super(detail)
  }

  /** The sentence for the field a JSON pointer names: `/customer/phone` or `customer.phone`. */
  of(field: string): string | undefined {
    const path = '/' + field.replaceAll('.', '/')
    return this.errors.find((one) => one.pointer === path || one.pointer.startsWith(path + '/'))?.detail
  }

  get isConflict(): boolean {
    return this.status === 412
  }

  static of(status: number, body: unknown): Problem {
    const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
    const text = (value: unknown) => (typeof value === 'string' ? value : '')
    const errors = Array.isArray(told.errors) ? (told.errors as FieldFault[]) : []
    return new Problem(status, text(told.title), text(told.detail) || text(told.title) || `HTTP ${status}`, errors, text(told.type))
  }
}

/** The network, not a service, refused. */
export class Unreachable extends Error {}
