/** The pure core: compile, conditions, program, simulate, validate. Each export by name. */
export type {
  Ask,
  RunInput,
  RunRecord,
  VoucherState,
  CustomerFact,
  AccountState,
  ReversibleTransfer,
  NewTransfer,
} from './ask.ts';
export { readPath } from './path.ts';
export { OPERATORS, DECORATORS, operatorNamed, operatorParts } from './operators.ts';
export type { OperatorEntry, DecoratorEntry, Needs, ValueType } from './operators.ts';
export type { Operator } from './own-operators.ts';
export { momentOf } from './moment.ts';
export { placeOf } from './place.ts';
export { evaluateCondition, CONDITION_PARTS_MAX } from './conditions.ts';
export type { NamedConditions } from './conditions.ts';
export type { FactSource } from './facts.ts';
export { compile, run } from './program.ts';
export { indexPrograms } from './program-index.ts';
export { turnsAway } from './guard.ts';
export type { Program, Trigger } from './program.ts';
export type { Decision, Judge } from './step.ts';
export { outletsOf } from './nodes/outlets.ts';
export { validate } from './validate.ts';
export type { Known } from './validate.ts';
export { exportRules } from './export.ts';
export type { Rule, RuleCondition, RuleSet } from './export.ts';
export { decide } from './decide.ts';
export { simulate } from './simulate.ts';
export type { SimulateInput } from './simulate.ts';
