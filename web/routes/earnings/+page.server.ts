import { earningsOf } from '#lib/organizer/payee-report.server.ts';
import { usdc } from '#lib/text/money.ts';
import type { PageServerLoad } from './$types';

/** What a signed-in payee earns, event by event. */
export const load: PageServerLoad = async (visit) => {
	const earnings = await earningsOf(visit);
	const sum = (list: string[]) => usdc(list.reduce((all, each) => all + BigInt(each), 0n));
	const events = Map.groupBy(earnings, ({ eventNo }) => eventNo);
	return {
		events: [...events].map(([no, shares]) => ({
			no,
			name: shares[0]!.eventName,
			roles: [...new Set(shares.map(({ role }) => role))],
			percent: shares.reduce((all, { bps }) => all + bps, 0) / 100,
			entitled: sum(shares.map(({ entitled }) => entitled)),
			paid: sum(shares.map(({ paid }) => paid)),
			due: sum(shares.map(({ due }) => due)),
		})),
	};
};
