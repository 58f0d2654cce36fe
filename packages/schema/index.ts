/** The vocabulary that the editor, the server, the rules and third parties share. Each export by name. */
export { Slug, NodeId, Role, EventType, Label, CurrencyCode } from './identifier.ts';
export { Json, canonicalJson } from './json.ts';
export {
  AmountMinor,
  AMOUNT_MINOR_MAX,
  Money,
  Currency,
  ISO_CURRENCIES,
  Rounding,
  proportion,
} from './money.ts';
export {
  Event,
  EVENT_BYTES_MAX,
  REQUEST_BYTES_MAX,
  BATCH_EVENTS_MAX,
  JSON_DEPTH_MAX,
  EVENT_KEYS_MAX,
} from './event.ts';
export {
  Condition,
  Comparison,
  ItemParts,
  FactRef,
  FactName,
  FactParams,
  FACTS,
  Path,
  PATH_DEPTH_MAX,
  CONDITION_DEPTH_MAX,
  isFactRef,
} from './condition.ts';
export {
  RoleRef,
  Proportion,
  INPUTS,
  amountParam,
  partnerParam,
  currencyParam,
  textParam,
  longTextParam,
  valueParam,
  payloadParam,
  scoreParam,
  tagParam,
  purposeParam,
  offerParam,
  eventTypeParam,
  daysParam,
} from './value.ts';
export type { Input, Resolved } from './value.ts';
export { Effect, Declined, AccountAddress } from './effect.ts';
export { TriggerNode } from './nodes/trigger.ts';
export { ConditionNode } from './nodes/condition.ts';
export { ActionNode } from './nodes/action.ts';
export { EndNode } from './nodes/end.ts';
export { GoalNode } from './nodes/goal.ts';
export { NoteNode } from './nodes/note.ts';
export { SPLIT_WAYS, SplitNode } from './nodes/split.ts';
export { HIT_POLICIES, TableCell, TableNode } from './nodes/table.ts';
export { Workflow, Node, Edge, Outlet, RolePlayer, NODES_MAX } from './workflow.ts';
export type { NodeKind } from './workflow.ts';
export { IssuedCurrency, PartnerSuggestion } from './partner.ts';
export { Case, CaseEvent, Expect, Given, withVoucherCodes } from './case.ts';
export { Trace, TraceStep, ConditionTrace, ComparisonTrace } from './trace.ts';
export { Diagnostic, Problem, ProblemError } from './problem.ts';
export { defineAction } from './action.ts';
export type { Action, ActionCatalog, PerformTools, Plan, PlanContext } from './action.ts';
export {
  PartnerCreate,
  PartnerUpdate,
  KeyCreate,
  ApiKeyView,
  PartnerView,
  PartnerCreated,
  KeyCreated,
  SecretCreated,
  DeliveryStatus,
  DeliveryAttempt,
  DeliveryView,
} from './api/partner.ts';
export {
  WorkflowStatus,
  WorkflowCreate,
  WorkflowSummary,
  WorkflowView,
  DraftSaved,
  VersionView,
  SimulateRequest,
  CaseFailure,
  SimulateResult,
  SimulatedRun,
  AccountChange,
  ActionView,
  TemplateView,
  EventTypeView,
} from './api/workflow.ts';
export {
  EventReceipt,
  EventsAccepted,
  RunSummary,
  RunView,
  TransferView,
  VoucherView,
  Identity,
  CustomerLink,
  BalanceView,
  CustomerSummary,
  CustomerView,
  AccountView,
  QuarantinedView,
  ListQuery,
  LIST_LIMIT_MAX,
  Page,
  VerifyResult,
} from './api/record.ts';
export { FlowQuery, FlowWay, FlowCounts } from './api/flow.ts';
export { WhyQuery, WhyAnswer, SeenEvent } from './api/why.ts';
export { SessionCreate, SessionView } from './api/session.ts';
