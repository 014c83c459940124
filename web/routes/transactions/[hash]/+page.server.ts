import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** The page reads the ledger itself. Here only malformed hashes are refused. */
export const load: PageServerLoad = ({ params }) => {
	if (!/^[0-9a-f]{64}$/.test(params.hash)) error(404, 'not found');
	return { hash: params.hash };
};
