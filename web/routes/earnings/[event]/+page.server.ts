import { payeePart } from '#lib/organizer/payee-report.server.ts';
import { payeeSections } from '#lib/organizer/payee-report.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { PageServerLoad } from './$types';

/** A payee's own part of an event. */
export const load: PageServerLoad = async (visit) => {
	const { event, shares, payouts } = await payeePart(visit);
	const { no, name, startsAt, endsAt } = event;
	return {
		event: { no, name, startsAt, endsAt },
		sections: payeeSections({ event, shares, payouts, locale: getLocale() }),
	};
};
