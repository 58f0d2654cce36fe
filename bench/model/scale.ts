/**
 * What more workers bring, on paper: the law of the narrowest part, with the costs that were measured.
 * M1. An event costs processor time in the api, a worker, Redis and the database. On one machine they share its processors;
 *     on many, each process has its own and only Redis and the database are one.
 * M2. A shard is worked by one worker at a time, so a customer who rides often holds up only its own shard, and workers beyond the shards are idle.
 * M3. A worker waits for the database while that works for it, so one worker alone never fills a machine.
 */
export type Costs = {
  readonly apiUs: number;
  readonly workerUs: number;
  readonly redisUs: number;
  readonly databaseUs: number;
  /** What a worker waits for an event beyond its own time and the database's: disk and way. */
  readonly waitUs: number;
};

export type Cluster = {
  readonly workers: number;
  readonly apis: number;
  /** Each shard's part of all events. */
  readonly shardShares: readonly number[];
  /** Processors that everything shares; null where every process has its own. */
  readonly processors: number | null;
  /** Of the database, where it has a machine of its own. */
  readonly databaseProcessors: number;
};

export type Limit = { readonly perSecond: number; readonly by: string };

/** Events a second that the narrowest part lets through, and which part that is. */
export function limitOf(costs: Costs, cluster: Cluster): Limit {
  const { apiUs, workerUs, redisUs, databaseUs, waitUs } = costs;
  const { workers, apis, shardShares, processors, databaseProcessors } = cluster;
  const oneWorker = 1e6 / (workerUs + databaseUs + waitUs);
  const parts: Limit[] = [
    { by: 'workers', perSecond: Math.min(workers, shardShares.length) * oneWorker },
    { by: 'the busiest shard', perSecond: oneWorker / Math.max(...shardShares) },
    { by: 'api', perSecond: (apis * 1e6) / apiUs },
  ];
  if (processors === null)
    parts.push(
      { by: 'Redis', perSecond: 1e6 / redisUs },
      { by: 'database', perSecond: (databaseProcessors * 1e6) / databaseUs },
    );
  else
    parts.push({
      by: 'processors',
      perSecond: (processors * 1e6) / (apiUs + workerUs + redisUs + databaseUs),
    });
  return parts.reduce((least, each) => (each.perSecond < least.perSecond ? each : least));
}

/** Shares of shards when customers who ride 1/n as often as the first are spread over them by a hash, the same for each partner. */
export function sharesOf(partners: number, shardsEach: number, customersEach: number): number[] {
  const shares = Array.from({ length: shardsEach }, () => 0);
  let total = 0;
  for (let place = 0; place < customersEach; place += 1) {
    const shard = (Math.imul(place + 1, 0x9e3779b1) >>> 0) % shardsEach;
    shares[shard] = (shares[shard] ?? 0) + 1 / (place + 1);
    total += 1 / (place + 1);
  }
  const each = shares.map((share) => share / total / partners);
  return Array.from({ length: partners }, () => each).flat();
}
