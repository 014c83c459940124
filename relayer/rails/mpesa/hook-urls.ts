import type { Networks } from '#shared/service/address.ts';
import { sameSecret } from '#shared/service/guard.server.ts';
import { hookToken } from '../../seal.ts';

/** How M-Pesa reaches this relayer, and which callers are allowed. */
export type HookSettings = {
	/** 32 bytes in hex: the unguessable part of each address derives from it. */
	secret: string;
	/** Where the provider reaches this relayer, without a slash at the end. */
	baseUrl: string;
	/** The only callers by IP; null allows all. */
	allowed: Networks | null;
	/** Our own proxies, whose X-Forwarded-For counts. */
	proxies: Networks;
};

type Hooks = Pick<HookSettings, 'secret' | 'baseUrl'>;

/** Daraja refuses addresses that contain e.g. `mpesa`. */
export const hookPath = 'm';

/** Requests whose results come to an address. */
export type ResultKind = 'reversal' | 'status';

/** Addresses that M-Pesa calls. Each has its own secret part, and none contains a word that Daraja refuses. */
export function hookUrls({ secret, baseUrl }: Hooks) {
	const url = (purpose: string) => `${baseUrl}/hooks/${hookPath}/${purpose}/${hookToken(secret, purpose)}`;
	return {
		stk: (push: string) => url(`stk/${push}`),
		c2b: (kind: 'confirmation' | 'validation') => url(`c2b/${kind}`),
		/** `late`: M-Pesa stopped waiting, which is no result. */
		result: (kind: ResultKind, refund: string) => url(`result/${kind}/${refund}`),
		late: (kind: ResultKind, refund: string) => url(`result/${kind}-late/${refund}`),
	};
}

export const isOurs = ({ secret }: Pick<Hooks, 'secret'>, purpose: string, token: string): boolean =>
	sameSecret(token, hookToken(secret, purpose));
