import { error, redirect } from '@sveltejs/kit';
import { actFor } from '#lib/server/acting.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { signedIn } from '#lib/server/session.server.ts';
import type { RequestHandler } from './$types';

/** Chooses the account to act for, among the person's own and those of their teams. Works without scripts. */
export const POST: RequestHandler = async (event) => {
	const { account: own, teams } = signedIn(event);
	const account = String((await formOf(event.request)).get('account'));
	if (![own, ...teams.map((team) => team.account)].includes(account)) error(404, 'not found');
	actFor(event, account);
	redirect(303, '/organizer');
};
