import { decodeJwt } from 'jose';
import { PassaError } from '#shared/errors.ts';
import { admits } from '#shared/roles.ts';
import type { Session, VerifySession } from '#shared/session.server.ts';
import { findChannel, type NamedChannel, unknownChannel } from './channels.ts';

/**
 * Whether a listener with this session token may see a channel. Returns when the permission ends (Unix milliseconds),
 * null if it does not. Throws CHANNEL_UNKNOWN, whether the channel does not exist or is closed to this session.
 */
export type Authorise = (name: string, token: string | null) => Promise<number | null>;

/** By the table of channels. `verify` is null if no session key is configured: then only public channels are open. */
export function authoriserOf(verify: VerifySession | null): Authorise {
	return async (name, token) => {
		const named = findChannel(name);
		if (!named) throw unknownChannel(name);
		// A public channel needs no session, so a bad token does not close it.
		if (named.channel.access === 'public') return null;
		const session = token && verify ? await sessionOf(verify, token) : null;
		if (!token || !session || !maySee(session, named)) throw unknownChannel(name);
		return endOf(token);
	};
}

async function sessionOf(verify: VerifySession, token: string): Promise<Session | null> {
	try {
		return await verify(token);
	} catch (error) {
		if (error instanceof PassaError && error.code === 'SESSION_INVALID') return null;
		throw error;
	}
}

function maySee(session: Session, { channel, params }: NamedChannel): boolean {
	if (channel.access === 'own account') return session.account === params.id && seesAllDrafts(session);
	return admits(channel.access, session);
}

/** The channel names every draft of the account, so a member needs the right to edit all of them. */
const seesAllDrafts = ({ account, by, events, may }: Session): boolean =>
	events === null && (account === by || may.includes('event.edit'));

/** `verify` has checked the token, and that it has an end. */
const endOf = (token: string): number => decodeJwt(token).exp! * 1000;
