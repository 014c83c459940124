import { relayerClient } from '#relayer/client.ts';
import type { FeePayer, FeePayerError } from '#shared/chain/submit/fee-payer.ts';
import { PassaError, type Problem } from '#shared/errors.ts';

/** The relayer pays network fees of a wallet whose XLM does not reach. */
export function feePayerAt(relayer: string): FeePayer {
	const routes = relayerClient(relayer).v1['network-fees'];
	return {
		async assertOpen() {
			await assertDone(await routes.$get());
		},
		async send(envelope) {
			await assertDone(await routes.$post({ json: { envelope } }));
		},
	};
}

async function assertDone(
	answer: Response | { ok: boolean; status: number; json(): Promise<unknown> },
): Promise<void> {
	if (answer.ok) return;
	const { code, detail } = (await answer.json()) as Problem;
	throw new PassaError(code as FeePayerError['code'], detail, { status: answer.status });
}
