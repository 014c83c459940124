import { indexerClient } from '#indexer/client.ts';
import { asText } from '#shared/as-text.ts';
import type { Audit } from '#shared/chain/audit/audit.ts';
import { type AuditCheck, type Check, none } from '#shared/chain/audit/check.ts';
import type { Evidence } from '#shared/chain/audit/evidence.ts';
import { chainRoleOf, chainRoles, type PayeeRole } from '#shared/payee-roles.ts';
import type { ArchiveCheck } from './check-archives.ts';
import { expectedOrders, expectedPayouts } from './expected-orders.ts';
import { expectedEvent, type View } from './expected-views.ts';

/** What the indexer shows of an event. */
export type IndexerViews = { event: View; orders: View[]; payouts: View[] };

/** What is compared: by name, the sentence that is true where the check holds. */
export const indexerSentences = {
	indexer_answers: 'the indexer answers',
	indexer_event: 'the indexer shows every field of the event as the chain has it',
	indexer_orders: 'the indexer shows every order and ticket as the chain has it',
	indexer_payouts: 'the indexer shows every payout as the chain has it',
} as const;

export type IndexerCheck = Check<keyof typeof indexerSentences>;

/** An audit, its checks joined by those of the indexer and of archives where some were compared. */
export type ComparedAudit = Omit<Audit, 'checks'> & { checks: (AuditCheck | IndexerCheck | ArchiveCheck)[] };

type Read = () => Promise<{ evidence: Evidence; result: Audit }>;

const tries = 5;
const pageSize = '100';

/** An audit with the indexer's data compared. A sale between two readings makes them differ: it then reads again. */
export async function compareWithIndexer(
	url: string,
	read: Read,
): Promise<{ evidence: Evidence; result: ComparedAudit }> {
	for (let attempt = 1; ; attempt++) {
		const { evidence, result } = await read();
		const views = await readIndexer(url, evidence.announcement.event, evidence.ledger);
		const newer = views && BigInt(String(views.event.n)) > evidence.state.counters.n;
		if (newer && attempt < tries) continue;
		const checks = [...result.checks, ...indexerChecks(views, evidence, result)];
		return { evidence, result: { ...result, checks, green: checks.every((c) => c.ok) } };
	}
}

/** Its data of an event, once it has read `ledger`; null where it does not answer, or lags too long. */
export async function readIndexer(url: string, event: string, ledger: number): Promise<IndexerViews | null> {
	const { events } = indexerClient(url).v1;
	const [param, minLedger] = [{ event }, String(ledger)];
	try {
		const answer = await events[':event'].$get({ param, query: { minLedger } });
		if (!answer.ok) return null;
		await answer.body?.cancel();
		const page = (cursor: string | undefined) => ({ limit: pageSize, ...(cursor ? { cursor } : {}) });
		const orders = await allPages((cursor) => events[':event'].orders.$get({ param, query: page(cursor) }));
		const payouts = await allPages((cursor) => events[':event'].payouts.$get({ param, query: page(cursor) }));
		// Read last: what landed between the pages shows in its number, so that it is all read again.
		const last = await events[':event'].$get({ param, query: {} });
		if (!last.ok) return null;
		const view = (await last.json()) as View;
		return { event: { ...view, payees: payeesOnChain(view) }, orders, payouts };
	} catch {
		return null;
	}
}

type Page = { items: object[]; next: string | null };

/** Every item, newest first. */
async function allPages(
	get: (cursor?: string) => Promise<{ ok: boolean; json(): Promise<unknown> }>,
): Promise<View[]> {
	const items: View[] = [];
	for (let cursor: string | undefined; ; ) {
		const answer = await get(cursor);
		if (!answer.ok) throw new Error('the indexer gives no page');
		const page = (await answer.json()) as Page;
		items.push(...(page.items as View[]));
		if (page.next === null) return items;
		cursor = page.next;
	}
}

/** Checks that the indexer agrees with the chain. This tests the indexer and proves nothing about the event. */
export function indexerChecks(views: IndexerViews | null, evidence: Evidence, result: Audit): IndexerCheck[] {
	if (!views) return [{ name: 'indexer_answers', ok: false, expected: 'the event', found: 'no answer' }];
	const { orders, payouts } = views;
	return [
		none('indexer_event', [...differences(expectedEvent(evidence, result), views.event)]),
		none('indexer_orders', [...listed(expectedOrders(evidence), orders, (o) => String(o.id))]),
		none('indexer_payouts', [
			...listed(expectedPayouts(evidence), payouts, (p) => `${p.n}/${p.payee ?? p.address}`),
		]),
	];
}

/** The indexer shows the document's roles where they agree with the chain's: what is compared is the chain's. */
const payeesOnChain = (view: View): View[] =>
	(view.payees as (View & { role: PayeeRole })[]).map((payee) => ({
		...payee,
		role: chainRoles[chainRoleOf(payee.role)],
	}));

/** Items by their key: those that are missing, too many, or different. */
function listed(expected: View[], found: View[], keyOf: (view: View) => string): string[] {
	const shown = new Map(found.map((view) => [keyOf(view), view]));
	const wrong = expected.flatMap((view) => {
		const other = shown.get(keyOf(view));
		if (!other) return [`${keyOf(view)} missing`];
		return differences(view, other).map((field) => `${keyOf(view)} ${field}`);
	});
	const known = new Set(expected.map(keyOf));
	const extra = [...shown.keys()].filter((key) => !known.has(key)).map((key) => `${key} too many`);
	const twice = found.length > shown.size ? ['one of them twice'] : [];
	return [...wrong, ...extra, ...twice];
}

/** The fields of `expected` that `found` has otherwise, both values with them. */
function differences(expected: unknown, found: unknown, path = ''): string[] {
	if (typeof expected !== 'object' || expected === null) {
		if (asText(expected ?? null) === asText(found ?? null)) return [];
		return [`${path}: ${asText(found ?? null)}, not ${asText(expected ?? null)}`];
	}
	if (Array.isArray(expected) && (!Array.isArray(found) || found.length !== expected.length))
		return [`${path}: ${Array.isArray(found) ? found.length : 'none'}, not ${expected.length}`];
	return Object.entries(expected).flatMap(([field, value]) =>
		differences(value, (found as View | null)?.[field], path ? `${path}.${field}` : field),
	);
}
