import type { State } from '../models/orders.ts';
import { lockOrder } from '../orders/move-order.ts';
import { nowOf, type RailsDeps } from '../rails/deps.ts';
import { wakeRails } from '../wake-rails.ts';
import { applyDecision, type Lease } from './apply-decision.ts';
import { decide } from './decide.ts';
import type { OrderDecision } from './decision.ts';
import { loadFacts } from './load-facts.ts';
import { requestStatement } from './statement-times.ts';

/**
 * Looks at all that is known of an order's money and carries out what follows, in one transaction. Locks are taken in
 * this order: order, pushes, payments, tier, treasury. Said again, by any process, it changes nothing.
 */
export async function reconcileOrder(
	deps: RailsDeps,
	orderNo: bigint,
	lease?: Lease,
): Promise<{ state: State; verdict: OrderDecision }> {
	const now = nowOf(deps);
	const judged = await deps.db.transaction(async (tx) => {
		const order = await lockOrder(tx, orderNo);
		const loaded = await loadFacts(tx, deps, order, now);
		const verdict = decide(loaded.facts);
		const after = await applyDecision(tx, deps, order, loaded, verdict, now, lease);
		if (verdict.pushes.some((each) => each.query && each.id !== lease?.push)) await wakeRails(tx, 'look');
		if (after.state !== order.state)
			deps.log.info({ order: order.no.toString(), from: order.state, to: after.state }, 'an order moved');
		return { state: after.state, verdict };
	});
	deps.step?.('judged');
	if (judged.verdict.readStatement) await requestStatement(deps.db, now);
	return judged;
}
