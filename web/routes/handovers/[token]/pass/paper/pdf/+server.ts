import { staticPassPdf } from '#lib/pass/static-pass.server.ts';
import { takenTicket } from '#lib/pass/taken-ticket.server.ts';
import type { RequestHandler } from './$types';

/** The code that the page has just shown, as a PDF. */
export const POST: RequestHandler = async (visit) =>
	staticPassPdf(visit, (await takenTicket(visit, visit.params.token)).faces);
