package com.example.docs;

import java.util.List;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

@Component
class Reports {

	@Orchestrator("Report")
	String report(TaskOrchestrationContext context, List<String> chapters) {
		for (int i = 0; i < chapters.size(); i++) {
			context.setCustomStatus(new Progress(i, chapters.size()));
			context.callActivity(Reports::writeChapter, chapters.get(i)).await();
		}
		context.setCustomStatus(new Progress(chapters.size(), chapters.size()));
		return "report of " + chapters.size() + " chapters";
	}

	@Activity("WriteChapter")
	String writeChapter(String title) {
		// The chapter itself goes to a file or a table; the orchestration gets its name
		return title + ".pdf";
	}

	record Progress(int done, int total) {

	}

}
