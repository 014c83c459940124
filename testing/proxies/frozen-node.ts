import { lyingProxy } from './lying-proxy.ts';

type Answer = Parameters<Parameters<typeof lyingProxy>[1]>[2];

/**
 * A frozen node: it passes calls on until `freeze`, and from then on repeats what it answered to the same
 * call. Its newest ledger seems to have closed `aged()` seconds before now.
 */
export async function frozenNode(target: string, aged: () => number = () => 0) {
	const answers = new Map<string, Answer>();
	let frozen = false;
	const proxy = await lyingProxy(target, (method, params, answer) => {
		const key = JSON.stringify([method, params]);
		if (!frozen) answers.set(key, structuredClone(answer));
		else {
			delete answer.result;
			delete answer.error;
			Object.assign(answer, answers.get(key) ?? { error: { code: -32603, message: 'not recorded' } });
		}
		if (method === 'getLatestLedger' && answer.result)
			answer.result.closeTime = String(Math.floor(Date.now() / 1000) - aged());
	});
	return {
		...proxy,
		freeze() {
			frozen = true;
		},
	};
}
