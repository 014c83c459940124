import { nowOf } from '#shared/clock.ts';
import type { State } from '../models/orders.ts';
import { lockOrder } from '../orders/move-order.ts';
import { wakeRails } from '../wake-rails.ts';
import { applyDecision, type Lease } from './apply-decision.ts';
import { decide } from './decide.ts';
import type { OrderDecision } from './decision.ts';
import { loadFacts } from './load-facts.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import { requestStatement } from './statement-times.ts';

/**
 * Decides from all that is known of an order's money, and applies the decision in the same transaction. Locks as
 * in the README, Locks. Running it again, in any process, changes nothing.
 */
export async function reconcileOrder(
	deps: ReconcileDeps,
	orderNo: bigint,
	lease?: Lease,
): Promise<{ state: State; decision: OrderDecision }> {
	const now = nowOf(deps);
	const reconciled = await deps.db.transaction(async (tx) => {
		const order = await lockOrder(tx, orderNo);
		const loaded = await loadFacts(tx, deps, order, now);
		const decision = decide(loaded.facts);
		const after = await applyDecision(tx, deps, order, loaded, decision, now, lease);
		if (decision.pushes.some((each) => each.query && each.id !== lease?.push)) await wakeRails(tx, 'poll');
		if (after.state !== order.state)
			deps.log.info(
				{ order: order.no.toString(), from: order.state, to: after.state },
				'order state changed',
			);
		return { state: after.state, decision };
	});
	deps.between?.('reconciled');
	if (reconciled.decision.readStatement) await requestStatement(deps.db, deps.rail.provider, now);
	return reconciled;
}
