package org.clarityos.heal.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.clarityos.heal.rulepack.CaseSuite;
import org.clarityos.heal.yaml.Problem;

/** The outcomes of cases as the XML that build servers read from JUnit. */
final class JunitXml {
  private JunitXml() {}

  static void write(Path file, List<CaseSuite.Outcome> outcomes) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file)) {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(writer);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "cases");
      xml.writeAttribute("tests", Integer.toString(outcomes.size()));
      long failed = outcomes.stream().filter(outcome -> !outcome.holds()).count();
      xml.writeAttribute("failures", Long.toString(failed));
      for (CaseSuite.Outcome outcome : outcomes) {
        one(xml, outcome);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException("the outcomes cannot be written to " + file, e);
    }
  }

  private static void one(XMLStreamWriter xml, CaseSuite.Outcome outcome)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", outcome.issue());
    xml.writeAttribute("name", outcome.name());
    xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", outcome.millis() / 1000.0));
    if (!outcome.holds()) {
      xml.writeStartElement("failure");
      xml.writeCharacters(Problem.lines(outcome.problems()));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }
}
