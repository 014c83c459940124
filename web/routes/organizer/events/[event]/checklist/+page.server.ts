import { checklist } from '#lib/organizer/checklist.ts';
import { gatesOf } from '#lib/organizer/gates-of.server.ts';
import { contactNow } from '#lib/server/contact-now.server.ts';
import { onlyAway } from '#lib/server/only-away.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { PageServerLoad } from './$types';

/** What has to stand before the doors open, checked anew at each load, for members who may supervise entries. */
export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { event, of, param } = await gatesOf(visit);
	const [gates, venue, readiness] = await Promise.all([
		unwrap(of.gates.$get({ param })).catch(onlyAway),
		unwrap(of.venue.$get({ param })).catch(onlyAway),
		unwrap(of.readiness.$get({ param })).catch(onlyAway),
	]);
	const now = Date.now();
	const { whatsapp, phone, email } = contactNow();
	const contacts = [...new Set([phone, whatsapp, email])].filter((each) => each !== null);
	const { no, name, startsAt, endsAt, doorsAt } = event;
	const { earned, paid } = event.commissions;
	return {
		event: { no, name, startsAt, endsAt, doorsAt, freezeAt: event.policy.freezeAt },
		checks: checklist({ event, gates, venue, readiness, contacts, now }),
		commissionsOpen: String(BigInt(earned) - BigInt(paid)),
		checkedAt: new Date(now).toISOString(),
	};
};
