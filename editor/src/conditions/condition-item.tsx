/** One part of a condition: a group of parts, a comparison, a named condition, or JSON for what has no row. */
import { CONDITION_DEPTH_MAX } from '@recipro/schema';
import { bareOf, hasRow, itemsOf } from '../document/index.ts';
import { ComparisonRow } from './comparison-row.tsx';
import { ConditionGroup } from './condition-group.tsx';
import type { ItemProps } from './item.ts';
import { JsonRow } from './json-row.tsx';
import { NamedRow } from './named-row.tsx';

export function ConditionItem(props: ItemProps) {
  const { bare } = bareOf(props.value);
  if (props.level > CONDITION_DEPTH_MAX || 'not' in bare) return <JsonRow {...props} />;
  if (itemsOf(bare) !== null) return <ConditionGroup {...props} Item={ConditionItem} />;
  if ('condition' in bare) return <NamedRow {...props} name={bare.condition} />;
  if (!('fact' in bare) || !hasRow(bare)) return <JsonRow {...props} />;
  return <ComparisonRow {...props} comparison={bare} />;
}
