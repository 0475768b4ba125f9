/** The shapes of the services that the pages speak of. */
import type { components as Followup } from './types/followup'
import type { components as Intake } from './types/intake'
import type { components as Triage } from './types/triage'

export type Case = Triage['schemas']['CaseView']
export type FullCase = Triage['schemas']['FullCaseView']
export type Progress = Followup['schemas']['CaseDetail']
export type Feedback = Intake['schemas']['FeedbackOut']
export type Incident = Triage['schemas']['IncidentView']
export type FullIncident = Triage['schemas']['FullIncidentView']
export type Urgency = 'low' | 'normal' | 'high' | 'critical'
export type Kind = 'complaint' | 'suggestion' | 'praise' | 'inquiry' | 'other'

export const URGENCIES: Urgency[] = ['critical', 'high', 'normal', 'low']
export const KINDS: Kind[] = ['complaint', 'suggestion', 'praise', 'inquiry', 'other']
