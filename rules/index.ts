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
