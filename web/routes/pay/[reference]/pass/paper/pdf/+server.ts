import { mpesaTickets } from '#lib/pass/mpesa-tickets.server.ts';
import { staticPassPdf } from '#lib/pass/static-pass.server.ts';
import type { RequestHandler } from './$types';

/** The codes that the page has just shown, as a PDF. */
export const POST: RequestHandler = async (visit) =>
	staticPassPdf(visit, (await mpesaTickets(visit, visit.params.reference)).faces);
