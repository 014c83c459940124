import { reportOf } from '#lib/organizer/event-report.server.ts';
import { differences } from '#lib/organizer/event-report.ts';
import { file } from '#lib/organizer/report-files.server.ts';
import { reportPdf } from '#lib/organizer/report-pdf.server.ts';
import { reportSections } from '#lib/organizer/report-sections.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { dateOf, secondOf } from '#lib/text/time.ts';
import { spanText } from '#shared/time-span.ts';
import type { RequestHandler } from './$types';

/** The report to print: every figure of the page. */
export const GET: RequestHandler = async (visit) => {
	const { event, report, now } = await reportOf(visit);
	const locale = getLocale();
	const at = new Date(now).toISOString();
	const off = differences(report.checks).length;
	const pdf = await reportPdf({
		title: event.name,
		lines: [
			report.isOver ? m.rp_title_over() : m.rp_title_now(),
			spanText(event, locale, 'long'),
			m.rp_as_of({ time: `${dateOf(at, locale)}, ${secondOf(at, locale)}` }),
		],
		verdict: off > 0 ? m.rp_differs({ count: off }) : m.rp_adds_up(),
		sections: reportSections({ report, event, locale }),
	});
	return file(pdf, 'application/pdf', `report-${event.no}.pdf`);
};
