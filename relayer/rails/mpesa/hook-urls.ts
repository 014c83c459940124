import { sameSecret } from '#shared/service/guard.server.ts';
import { hookToken } from '../../seal.ts';
import type { RailsDeps } from '../deps.ts';

type Hooks = Pick<RailsDeps['hooks'], 'secret' | 'baseUrl'>;

/** What is told of a request that the provider answers later. */
export type ResultKind = 'reversal' | 'status';

/** Addresses that the provider calls. Each has a secret part of its own; none has a word that Daraja refuses. */
export function hookUrls({ secret, baseUrl }: Hooks) {
	const url = (purpose: string) => `${baseUrl}/hooks/m/${purpose}/${hookToken(secret, purpose)}`;
	return {
		stk: (push: string) => url(`stk/${push}`),
		c2b: (kind: 'confirmation' | 'validation') => url(`c2b/${kind}`),
		/** `late`: the provider gave up; that is no result. */
		result: (kind: ResultKind, refund: string) => url(`result/${kind}/${refund}`),
		late: (kind: ResultKind, refund: string) => url(`result/${kind}-late/${refund}`),
	};
}

export const isOurs = ({ secret }: Pick<Hooks, 'secret'>, purpose: string, token: string): boolean =>
	sameSecret(token, hookToken(secret, purpose));
