import { reportOf } from '#lib/organizer/event-report.server.ts';
import { csvReport } from '#lib/organizer/report-files.server.ts';
import { reportSections } from '#lib/organizer/report-sections.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { RequestHandler } from './$types';

/** The report for a spreadsheet: every figure of the page. */
export const GET: RequestHandler = async (visit) => {
	const { event, report } = await reportOf(visit);
	return csvReport(reportSections({ report, event, locale: getLocale() }), `report-${event.no}`);
};
