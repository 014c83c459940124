import { payeePart } from '#lib/organizer/payee-report.server.ts';
import { payeeSections } from '#lib/organizer/payee-report.ts';
import { csvReport } from '#lib/organizer/report-files.server.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { RequestHandler } from './$types';

/** A payee's part for a spreadsheet. */
export const GET: RequestHandler = async (visit) => {
	const { event, shares, payouts } = await payeePart(visit);
	const sections = payeeSections({ event, shares, payouts, locale: getLocale() });
	return csvReport(sections, `earnings-${event.no}`);
};
