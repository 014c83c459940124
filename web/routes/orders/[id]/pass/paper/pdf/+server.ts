import { error } from '@sveltejs/kit';
import { staticPassPdf } from '#lib/pass/static-pass.server.ts';
import { walletTickets } from '#lib/pass/wallet-tickets.server.ts';
import type { RequestHandler } from './$types';

/** The codes that the page has just shown, as a PDF, for the wallet's account alone. */
export const POST: RequestHandler = async (visit) => {
	const { faces } = await walletTickets(visit, visit.params.id);
	if (faces.length === 0) error(404, 'not found');
	return staticPassPdf(visit, faces);
};
