import type { PageServerLoad } from './$types';
import { readStatus } from './read-status.server.ts';

export const load: PageServerLoad = async ({ setHeaders }) => {
	setHeaders({ 'cache-control': 'no-store' });
	return readStatus();
};
