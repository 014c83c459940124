import { error, type RequestEvent } from '@sveltejs/kit';
import type { EventView, MoneyReport } from '#indexer/client.ts';
import { actingFor, publishes } from '../server/acting.server.ts';
import { fromIndexer } from '../server/indexer.server.ts';
import { onlyAway } from '../server/only-away.ts';
import { relayerFor } from '../server/relayer.server.ts';
import { eventToken } from '../server/session.server.ts';
import { unwrap } from '../unwrap.ts';
import { eventReport } from './event-report.ts';

export type ReportVisit = RequestEvent & { params: { event: string } };

/**
 * An event and its report, for members who may read its money; attendance for those who also supervise entries. Everybody
 * else gets 404.
 */
export async function reportOf(visit: ReportVisit) {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const acting = actingFor(visit);
	const at = `/v1/events/${encodeURIComponent(visit.params.event)}`;
	const event = await fromIndexer<EventView>(at);
	if (!publishes(acting, event) || !acting.may.includes('money.read')) error(404, 'not found');
	const supervises = acting.may.includes('checkin.supervise');
	const [money, inShillings] = await Promise.all([
		fromIndexer<MoneyReport>(`${at}/money`),
		atRelayer(visit, acting.account, event.address, supervises).catch(onlyAway),
	]);
	const { books = null, venue = null } = inShillings ?? {};
	const now = Date.now();
	return { event, supervises, report: eventReport({ event, money, books, venue, now }), now };
}

async function atRelayer(visit: ReportVisit, account: string, address: string, supervises: boolean) {
	const token = await eventToken(visit, account, address);
	const of = relayerFor({ token }).v1.events[':event'];
	const param = { event: address };
	const [books, venue] = await Promise.all([
		unwrap(of.money.$get({ param })).catch(onlyAway),
		supervises ? unwrap(of.venue.$get({ param })).catch(onlyAway) : null,
	]);
	return { books, venue };
}
