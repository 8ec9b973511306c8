package io.durable.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.durable.model.Operand.Source;

/**
 * Makes programs whose result does not depend on what happens first: where that would
 * count, there is only one that can.
 */
final class ProgramGenerator {

	private static final int MAX_DEPTH = 3;

	private final long seed;

	private final SplittableRandom random;

	private final List<Program> programs = new ArrayList<>();

	private final Map<String, Integer> earlyEvents = new HashMap<>();

	private int budget;

	private int names;

	private ProgramGenerator(long seed) {
		this.seed = seed;
		this.random = new SplittableRandom(seed);
		this.budget = 2 + this.random.nextInt(16);
	}

	static Scenario generate(long seed) {
		ProgramGenerator generator = new ProgramGenerator(seed);
		boolean dropsEvents = generator.chance(15);
		Program root = generator.program(new Place(0, false, dropsEvents, false, !dropsEvents, new int[1]), List.of());
		return new Scenario(seed, root, generator.programs, generator.earlyEvents);
	}

	private boolean chance(int percent) {
		return this.random.nextInt(100) < percent;
	}

	private Duration delay() {
		return switch (this.random.nextInt(6)) {
			case 0 -> Duration.ZERO;
			case 1 -> Duration.ofMillis(1 + this.random.nextInt(3000));
			case 2 -> Duration.ofSeconds(-this.random.nextInt(5));
			default -> Duration.ofSeconds(1 + this.random.nextInt(7200));
		};
	}

	private Duration positiveDelay() {
		return Duration.ofMillis(1 + this.random.nextInt(chance(50) ? 5000 : 5_000_000));
	}

	private Program program(Place place, List<Step> first) {
		int id = this.programs.size();
		this.programs.add(null);
		int count = chance(25) ? 2 + this.random.nextInt(3) : 1;
		List<Program.Generation> generations = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			List<Step> steps = new ArrayList<>((i == 0) ? first : List.of());
			steps.addAll(steps(1 + this.random.nextInt((place.depth() == 0) ? 6 : 3), place.last(i == count - 1)));
			generations.add(new Program.Generation(steps, !place.dropsEvents() || chance(50)));
		}
		Program program = new Program(id, generations, chance(15));
		this.programs.set(id, program);
		return program;
	}

	private List<Step> steps(int count, Place place) {
		List<Step> steps = new ArrayList<>();
		for (int i = 0; i < count && this.budget-- > 0; i++) {
			steps.add(step(place));
		}
		return steps;
	}

	private List<Step> few(Place place) {
		return steps(1 + this.random.nextInt(3), place);
	}

	private Step step(Place place) {
		int kind = this.random.nextInt(100);
		if (kind < 12 && !place.strict()) {
			// If what is done meanwhile fails, nobody waits for it any more
			return new Step.Overlap(operand(place.unordered(!place.lastGeneration())), few(place));
		}
		if (kind < 16 && !place.strict()) {
			return new Step.Abandon(chance(50) ? never() : operand(place.unordered(true)));
		}
		if (kind < 24) {
			boolean never = place.strict() || chance(50);
			return new Step.Cancel(never ? never() : open(place, MAX_DEPTH), never ? few(place) : List.of());
		}
		if (kind < 36) {
			return new Step.Try(few(place), chance(80) ? few(place) : List.of());
		}
		if (kind < 42) {
			return new Step.Status(chance(80) ? "status " + this.random.nextInt(10) : null);
		}
		if (kind < 46) {
			return new Step.Uuid();
		}
		if (kind < 48) {
			return new Step.SendNowhere();
		}
		if (kind < 51) {
			return new Step.Fail("fail " + this.random.nextInt(10), chance(30));
		}
		if (kind < 55 && place.depth() < MAX_DEPTH && this.budget > 1) {
			return answeredByChild(place);
		}
		if (kind < 59 && place.depth() == 0) {
			return new Step.Await(new Operand.Event(Source.STATUS, null, chance(30)));
		}
		if (kind < 62 && !place.strict() && place.depth() < MAX_DEPTH && this.budget > 1) {
			Place inner = new Place(place.depth() + 1, false, chance(20), false, false, new int[1]);
			return new Step.StartOther(program(inner, List.of()), chance(50));
		}
		return new Step.Await(operand(place));
	}

	private Step answeredByChild(Place place) {
		String name = "Answer-" + this.names++;
		Operand.Child child = child(place, List.of(new Step.Answer(name)));
		return new Step.Overlap(child, List.of(new Step.Await(new Operand.Event(Source.CHILD, name, chance(30)))));
	}

	private Operand operand(Place place) {
		int kind = this.random.nextInt(100);
		if (kind < 35) {
			return activity();
		}
		if (kind < 47) {
			return new Operand.Timer(delay());
		}
		if (kind < 62) {
			return event(place);
		}
		if (kind < 67) {
			return new Operand.NoEvent(delay());
		}
		if (kind < 79 && place.depth() < MAX_DEPTH && this.budget > 1) {
			return child(place, List.of());
		}
		if (kind < 87 && this.budget > 1) {
			return new Operand.All(members(place, 0));
		}
		if (kind < 94 && this.budget > 1) {
			return any(place);
		}
		if (kind < 97) {
			return new Operand.Mapped(operand(place));
		}
		return activity();
	}

	private List<Operand> members(Place place, int least) {
		List<Operand> members = new ArrayList<>();
		int count = Math.max(least, this.random.nextInt(5));
		for (int i = 0; i < count; i++) {
			this.budget--;
			members.add(operand(place));
		}
		return members;
	}

	private Operand any(Place place) {
		boolean settled = chance(40);
		List<Operand> members = new ArrayList<>(settled ? members(place, 1) : List.of(operand(place)));
		int nevers = this.random.nextInt(3);
		for (int i = 0; i < nevers; i++) {
			members.add(this.random.nextInt(members.size() + 1), never());
		}
		return new Operand.Any(members, settled);
	}

	private Operand never() {
		return chance(50) ? new Operand.NoEvent(null) : new Operand.FarTimer();
	}

	// Something that cannot have ended when it is cancelled at once
	private Operand open(Place place, int depth) {
		int kind = this.random.nextInt((depth > 0) ? 10 : 7);
		if (kind < 3) {
			return activity();
		}
		if (kind < 5) {
			return new Operand.Timer(delay());
		}
		if (kind < 6 && place.depth() < MAX_DEPTH && this.budget > 1) {
			return child(place, List.of());
		}
		if (kind < 7) {
			return never();
		}
		if (kind < 8) {
			return new Operand.Mapped(open(place, depth - 1));
		}
		List<Operand> members = List.of(open(place, depth - 1), open(place, depth - 1));
		return (kind < 9) ? new Operand.All(members) : new Operand.Any(members, false);
	}

	private Operand.Activity activity() {
		int failures = chance(65) ? 0 : 1 + this.random.nextInt(4);
		return new Operand.Activity(failures, chance(10), chance((failures > 0) ? 75 : 15) ? retry() : null);
	}

	private Retry retry() {
		int attempts = chance(80) ? 1 + this.random.nextInt(5) : 0;
		int handled = (attempts == 0 || chance(30)) ? this.random.nextInt(5) : -1;
		return new Retry(attempts, positiveDelay(), chance(50) ? 1.0 : 1.0 + this.random.nextInt(20) / 10.0, chance(40),
				handled, chance(25));
	}

	private Operand event(Place place) {
		boolean timed = chance(30);
		if (place.ordered() && chance(60)) {
			if (place.depth() == 0) {
				String name = "Early" + this.random.nextInt(2);
				this.earlyEvents.merge(name, 1, Integer::sum);
				return new Operand.Event(Source.EARLY, name, timed);
			}
			if (place.takeCallerEvent()) {
				return new Operand.Event(Source.CALLER, "Caller", timed);
			}
		}
		return new Operand.Event(chance(50) ? Source.ITSELF : Source.ACTIVITY, null, timed);
	}

	private Operand.Child child(Place place, List<Step> first) {
		Retry retry = chance(30) ? retry() : null;
		boolean givenId = chance(40);
		int events = (givenId && retry == null) ? this.random.nextInt(4) : 0;
		Place inner = new Place(place.depth() + 1, place.strict() || retry != null, events == 0 && chance(20), false,
				events > 0, new int[] { events });
		return new Operand.Child(program(inner, first), givenId, retry, events);
	}

	/**
	 * Where in a program a step stands.
	 *
	 * @param depth how many programs are around it
	 * @param strict whether everything must be waited for, since it may be done again
	 * @param dropsEvents whether a generation may drop the events that it has not
	 * consumed
	 * @param lastGeneration whether no generation follows
	 * @param ordered whether a wait may share its name with others, because which event
	 * it gets is certain
	 * @param callerEvents how many events of its caller are not waited for yet
	 */
	private record Place(int depth, boolean strict, boolean dropsEvents, boolean lastGeneration, boolean ordered,
			int[] callerEvents) {

		Place last(boolean last) {
			return new Place(this.depth, this.strict, this.dropsEvents, last, this.ordered, this.callerEvents);
		}

		Place unordered(boolean when) {
			return new Place(this.depth, this.strict, this.dropsEvents, this.lastGeneration, this.ordered && !when,
					this.callerEvents);
		}

		boolean takeCallerEvent() {
			return this.callerEvents[0]-- > 0;
		}

	}

}
