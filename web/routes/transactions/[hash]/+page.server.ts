import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/**
 * The page reads the ledger itself. Here only malformed hashes are refused. `ledger` is the one that a link names: by it
 * the page knows a transaction that the node has lost from one that never was.
 */
export const load: PageServerLoad = ({ params, url }) => {
	if (!/^[0-9a-f]{64}$/.test(params.hash)) error(404, 'not found');
	const ledger = url.searchParams.get('ledger') ?? '';
	return { hash: params.hash, ledger: /^\d{1,10}$/.test(ledger) ? Number(ledger) : null };
};
