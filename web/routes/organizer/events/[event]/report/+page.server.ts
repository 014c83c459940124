import { reportOf } from '#lib/organizer/event-report.server.ts';
import { differences } from '#lib/organizer/event-report.ts';
import { reportSections } from '#lib/organizer/report-sections.ts';
import { inShillings, pricedOf } from '#lib/organizer/shillings.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { usdc } from '#lib/text/money.ts';
import type { PageServerLoad } from './$types';

/** What an event came to: attendance, and its money from every source, added up. */
export const load: PageServerLoad = async (visit) => {
	const { event, supervises, report, now } = await reportOf(visit);
	const { money, attendance, checks } = report;
	const priced = pricedOf(event.tiers);
	const shown = (amount: bigint) => ({ usdc: usdc(amount), kes: inShillings(amount, priced) });
	const total = (of: (payee: (typeof money.payees)[number]) => bigint) =>
		money.payees.reduce((sum, payee) => sum + of(payee), 0n);
	const { no, name, startsAt, endsAt } = event;
	return {
		event: { no, name, startsAt, endsAt },
		supervises,
		isOver: report.isOver,
		hasBooks: report.shillings !== null,
		minutes: attendance?.minutes ?? null,
		sections: reportSections({ report, event, locale: getLocale() }),
		compared: checks.length,
		differing: differences(checks).length,
		cards: {
			gross: shown(money.gross),
			payees: shown(total(({ paid }) => paid)),
			refunded: shown(money.refunded),
			left: shown(total(({ due, later }) => due + later)),
		},
		readAt: new Date(now).toISOString(),
	};
};
