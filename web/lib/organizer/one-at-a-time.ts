/**
 * Does the work when called; called again meanwhile, once more afterwards, however often. A crowd of sales is then a few
 * reads, and the last one is not missed.
 */
export function oneAtATime(work: () => Promise<unknown>): () => Promise<void> {
	let running: Promise<void> | null = null;
	let again = false;
	const run = async () => {
		do {
			again = false;
			await work().catch(() => {});
		} while (again);
		running = null;
	};
	return () => {
		if (running) again = true;
		else running = run();
		return running!;
	};
}
