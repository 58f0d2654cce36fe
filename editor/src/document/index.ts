/** The workflow document and everything that can be done with it, without a browser. Each export by name. */
export type { Change, Place } from './change.ts';
export { edit } from './edit.ts';
export { refusal } from './wire.ts';
export { startHistory, apply, undo, redo } from './history.ts';
export type { History } from './history.ts';
export { layout, overlap, CARD_WIDTH, CARD_HEIGHT, COLUMN_WIDTH, ROW_HEIGHT } from './layout.ts';
export { graph } from './graph.ts';
export type { Card, Graph, WayOut, Wire } from './graph.ts';
export { outline } from './outline.ts';
export type { OutlineRow } from './outline.ts';
export {
  edgeAt,
  edgesFrom,
  edgesInto,
  findNode,
  freshNodeId,
  freshRole,
  isSide,
  mainOutlet,
  outletsOf,
  leadingTo,
  reachableFrom,
  stepTitle,
  usesOfRole,
} from './steps.ts';
export type { Way } from './steps.ts';
export { conditionSentence, paramWords } from './sentence.ts';
export type { Phrases } from './sentence.ts';
export { fieldsOf, refJson, refOf, refsIn, FIELD_GROUPS } from './fields.ts';
export type { Field } from './fields.ts';
export { addItem, bareOf, itemsOf, negate, putItem, withBare } from './condition-edit.ts';
export {
  ask,
  compare,
  compareWith,
  firstPart,
  firstValue,
  hasRow,
  itemFields,
  needsOf,
  operatorsFor,
  partJson,
  partOf,
  readType,
  takesField,
} from './comparison-edit.ts';
export type { ItemField, ItemPart } from './comparison-edit.ts';
export {
  addInput,
  addOutput,
  addRow,
  cellOperators,
  isCellValue,
  newCell,
  raiseRow,
  removeInput,
  removeOutput,
  removeRow,
  renameOutput,
  setCell,
  setGiven,
  setInput,
} from './table-edit.ts';
