import type { Rule } from '#shared/service/rate-limit.server.ts';
import type { Session } from '#shared/session.server.ts';
import { type ChargeDeps, charge } from '../accounts/asker.ts';

const day = 86_400;
const perAccount: Rule[] = [{ seconds: day, max: 50 }];
/** From all teams of one person, so that the person is stopped and other teams are not. */
const fromPerson: Rule[] = [{ seconds: day, max: 3 }];
/** From all people together. It takes seven of them, each with a phone or wallet of their own, to use it up. */
const perContact: Rule[] = [{ seconds: day, max: 20 }];

/**
 * Charges one invitation, to a team or of a payee, to its sender. `contact`: the HMAC of whom it is for. Throws
 * TOO_MANY_REQUESTS.
 */
export async function chargeInvitation(
	deps: ChargeDeps,
	{ account, by }: Pick<Session, 'account' | 'by'>,
	contact: string,
): Promise<void> {
	await charge(deps, `invitations by ${by} to ${contact}`, fromPerson);
	await charge(deps, `invitations of ${account}`, perAccount);
	await charge(deps, `invitations to ${contact}`, perContact);
}
