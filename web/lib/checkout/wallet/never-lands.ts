/**
 * Whether an error of `send` or `landing` proves that a signed transaction did not land and never will: the network said
 * why it refused it (`why`), or it failed in a ledger (`hash`). After any other error, with any code, it may have landed:
 * an answer that cannot be read says nothing.
 */
export const neverLands = (code: string, detail: Record<string, unknown> = {}): boolean =>
	typeof detail.why === 'string' || (typeof detail.hash === 'string' && code !== 'TRANSACTION_PENDING');
