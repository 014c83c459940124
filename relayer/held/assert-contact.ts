import { PassaError } from '#shared/errors.ts';
import type { HeldDeps } from './held-deps.ts';

export type ContactNeededError = PassaError<'CONTACT_NEEDED' | 'PLATFORM_AWAY'>;

/**
 * Throws CONTACT_NEEDED for a person without a proved phone or e-mail: nobody would be told of what a thief does to their
 * account. Throws PLATFORM_AWAY.
 */
export async function assertContact({ platform }: HeldDeps, account: string): Promise<void> {
	if ((await contactsOf(platform, account)) > 0) return;
	throw new PassaError('CONTACT_NEEDED', 'Add a phone or an e-mail first: we tell you there what is asked.', {
		status: 409,
	});
}

async function contactsOf(platform: HeldDeps['platform'], account: string): Promise<number> {
	try {
		if (platform) return (await platform.contactsOf(account)).length;
	} catch (cause) {
		throw away(cause);
	}
	throw away();
}

const away = (cause?: unknown): ContactNeededError =>
	new PassaError('PLATFORM_AWAY', 'Nobody can say now how you are told. Try again in a moment.', {
		status: 503,
		cause,
	});
