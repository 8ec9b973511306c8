package io.durable.sample;

import java.util.List;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

/**
 * Records as input and output: several values in one.
 */
@Component
class GetCourseRecommendations {

	@Orchestrator("GetCourseRecommendations")
	Recommendations getCourseRecommendations(TaskOrchestrationContext context, int universityYear) {
		Student student = new Student("ComputerScience", universityYear);
		List<String> courses = context.callActivity(GetCourseRecommendations::courseRecommendations, student).await();
		return new Recommendations(student.major(), student.universityYear(), courses);
	}

	@Activity("CourseRecommendations")
	List<String> courseRecommendations(Student student) {
		return List.of("Introduction to .NET Programming", "Introduction to Linux", "Becoming an Entrepreneur");
	}

	record Student(String major, int universityYear) {

	}

	record Recommendations(String major, int universityYear, List<String> recommendedCourses) {

	}

}
