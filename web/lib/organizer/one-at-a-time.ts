/**
 * Runs the work when called. Any number of calls during a run cause one more run afterwards. So a burst of sales costs
 * a few reads, and the last sale is never missed.
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
