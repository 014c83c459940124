/**
 * Runs the work when called. Calls during a run cause one more run afterwards, however many they are. So a burst of sales
 * costs a few reads, and none misses the last sale.
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
