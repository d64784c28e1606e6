// Loads forms into SurveyJS. A request is {form} for a report, {form, answers, locale} to fill the form in, or
// {form, answers, variables} to fill it in and finish it.

import { Model, surveyLocalization } from "survey-core";
import "survey-core/survey.i18n"; // Without it, the linter refuses every language but English.
import { lintSurvey } from "survey-core/linter";
import { answer } from "./answer.mjs";

function report(form) {
  const model = new Model(form);
  return {
    errors: (model.jsonErrors ?? []).map((error) => ({ type: error.type, message: error.message })),
    lint: lintSurvey(form).findings.map(({ ruleId, severity, message, path }) => ({
      rule: ruleId,
      severity,
      message,
      path,
    })),
    questions: model.getAllQuestions().map((question) => [question.name, question.getType()]),
    locales: model.getUsedLocales(),
  };
}

function fill(form, answers, locale) {
  const model = new Model(form);
  if (locale) model.locale = locale;
  // One by one, as a person answers: triggers run on each change, not on a bulk load.
  for (const [name, value] of Object.entries(answers)) model.setValue(name, value);
  const visible = model.getAllQuestions().filter((question) => question.isVisibleInSurvey);
  return {
    visible: visible.map((question) => question.name),
    required: visible.filter((question) => question.isRequired).map((question) => question.name),
    titles: visible.map((question) => [question.name, question.locTitle.renderedHtml]),
    words: words(model),
    values: visible.filter((question) => question.visibleChoices).map(values),
    calculated: model.calculatedValues.map((value) => [value.name, value.value ?? null]),
    data: model.data,
    complete: model.validate(false),
  };
}

function complete(form, answers, variables) {
  const model = new Model(form);
  for (const [name, value] of Object.entries(variables)) model.setVariable(name, value);
  for (const [name, value] of Object.entries(answers)) model.setValue(name, value);
  let handedOver = null;
  model.onComplete.add((sender) => (handedOver = sender.data));
  model.tryComplete();
  return { state: model.state, data: handedOver };
}

function words(model) {
  const found = { title: model.locTitle, description: model.locDescription };
  for (const question of model.getAllQuestions()) {
    found[`${question.name}/low`] = question.locMinRateDescription;
    found[`${question.name}/high`] = question.locMaxRateDescription;
    found[`${question.name}/yes`] = question.locLabelTrue;
    found[`${question.name}/no`] = question.locLabelFalse;
    for (const item of question.choices ?? question.customLabels ?? []) {
      found[`${question.name}/${item.value}`] = item.locText;
    }
  }
  const shown = Object.entries(found).map(([place, text]) => [place, text?.renderedHtml]);
  return [...shown, ["thanks", model.processedCompletedHtml]].filter(([, text]) => text);
}

function values(question) {
  return [question.name, question.visibleChoices.map((item) => item.value)];
}

await answer(({ form, answers, locale, variables }) => {
  surveyLocalization.currentLocale = "";
  if (variables) return complete(form, answers, variables);
  return answers ? fill(form, answers, locale) : report(form);
});
