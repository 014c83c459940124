import { type EventView, indexerClient } from '#indexer/client.ts';
import type { Audit } from '#shared/chain/audit/audit.ts';
import { type Check, equal } from '#shared/chain/audit/check.ts';
import type { Evidence } from '#shared/chain/audit/collect-evidence.ts';
import { hex } from '#shared/hex.ts';

/** The indexer's data of an event, once it has read `ledger`; null where it does not answer, or lags too long. */
export async function askIndexer(url: string, event: string, ledger: number): Promise<EventView | null> {
	const { v1 } = indexerClient(url);
	const question = { param: { event }, query: { minLedger: String(ledger) } };
	const answer = await v1.events[':event'].$get(question).catch(() => null);
	return answer?.ok ? ((await answer.json()) as EventView) : null;
}

/** Checks that the indexer agrees with the chain. This tests the indexer and proves nothing about the event. */
export function indexerChecks(view: EventView | null, evidence: Evidence, result: Audit): Check[] {
	if (!view) return [{ name: 'the indexer answers', ok: false, expected: 'the event', found: 'no answer' }];
	const { counters } = evidence.state;
	const tiers = counters.tiers.slice(0, evidence.state.terms.tiers.length);
	return [
		equal(
			'the indexer stands at the same place of the log',
			[counters.n, hex(counters.log)],
			[view.n, view.log],
		),
		equal('its revenue and cash', [result.gross, result.cash], [view.gross, view.cash]),
		equal(
			'its seats',
			tiers.map((t) => [t.sold, t.fiatAllocated, t.fiatSold]),
			view.tiers.map((t) => [t.sold, t.fiatAllocated, t.fiatSold]),
		),
		equal(
			'its payees',
			result.payees.map((p) => [p.payee, p.bps, p.entitled, p.paid]),
			view.payees.map((p) => [p.address, p.bps, p.entitled, p.paid]),
		),
	];
}
