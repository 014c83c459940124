import { payeePart } from '#lib/organizer/payee-report.server.ts';
import { payeeSections } from '#lib/organizer/payee-report.ts';
import { file } from '#lib/organizer/report-files.server.ts';
import { reportPdf } from '#lib/organizer/report-pdf.server.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { dateOf, secondOf } from '#lib/text/time.ts';
import { spanText } from '#shared/time-span.ts';
import type { RequestHandler } from './$types';

/** A payee's part to print. */
export const GET: RequestHandler = async (visit) => {
	const { event, shares, payouts } = await payeePart(visit);
	const locale = getLocale();
	const at = new Date().toISOString();
	const pdf = await reportPdf({
		title: event.name,
		lines: [
			spanText(event, locale, 'long'),
			m.rp_as_of({ time: `${dateOf(at, locale)}, ${secondOf(at, locale)}` }),
			...new Set(shares.map(({ address }) => address)),
		],
		verdict: m.rp_earnings(),
		sections: payeeSections({ event, shares, payouts, locale }),
	});
	return file(pdf, 'application/pdf', `earnings-${event.no}.pdf`);
};
