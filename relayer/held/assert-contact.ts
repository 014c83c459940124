import { PassaError } from '#shared/errors.ts';
import { platformAway } from '../contacts/platform-gateway.ts';
import type { HeldDeps } from './held-deps.ts';

export type ContactNeededError = PassaError<'CONTACT_NEEDED' | 'PLATFORM_AWAY'>;

/**
 * Throws CONTACT_NEEDED for a person without a proved phone or e-mail: nobody would be notified of what a thief does to their
 * account. Throws PLATFORM_AWAY.
 */
export async function assertContact({ platform }: HeldDeps, account: string): Promise<void> {
	if (!platform) throw platformAway();
	if ((await platform.contactsOf(account)).length > 0) return;
	throw new PassaError('CONTACT_NEEDED', 'Add a phone or an e-mail first: we tell you there what is asked.', {
		status: 409,
	});
}
