import { lyingProxy } from './lying-proxy.ts';

/** An RPC that keeps no ledger before the one that `oldest` names: as the public ones do after seven days. */
export const cutHistory = (target: string, oldest: () => number) =>
	lyingProxy(target, (method, params, answer) => {
		if (answer.result && 'oldestLedger' in answer.result) answer.result.oldestLedger = oldest();
		if (method !== 'getEvents' || !(Number(params.startLedger) < oldest())) return;
		delete answer.result;
		answer.error = { code: -32600, message: 'startLedger must be within the ledger range' };
	});
