import { lyingProxy } from './lying-proxy.ts';

/** A proxy that hides all ledgers before `oldest()`, as public RPCs drop ledgers after seven days. */
export const cutHistory = (target: string, oldest: () => number) =>
	lyingProxy(target, (method, params, answer) => {
		if (answer.result && 'oldestLedger' in answer.result) answer.result.oldestLedger = oldest();
		if (method !== 'getEvents' || !(Number(params.startLedger) < oldest())) return;
		delete answer.result;
		answer.error = { code: -32600, message: 'startLedger must be within the ledger range' };
	});
